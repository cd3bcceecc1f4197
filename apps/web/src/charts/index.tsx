import { lazy, Suspense } from "react";
import { loadPart } from "../lib/lazy.ts";
import type { TimeChartProps } from "./time-chart.tsx";

/** ECharts is larger than the rest of the page together: it comes in a chunk of its own, after the first figures. */
const LazyTimeChart = lazy(() => loadPart(() => import("./time-chart.tsx")));

export function TimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<div style={{ height: props.height }} role="img" aria-label={props.label} />}>
      <LazyTimeChart {...props} />
    </Suspense>
  );
}

export { COLORS } from "./colors.ts";
export type { TimeChartData } from "./series.ts";
