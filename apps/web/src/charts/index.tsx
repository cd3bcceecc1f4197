import { lazy, Suspense } from "react";
import type { TimeChartProps } from "./time-chart.tsx";

const TRY_AGAIN_MS = 3_000;

/**
 * ECharts is larger than the rest of the page together: it comes in a chunk of its own, after the first figures.
 * A server that is away just then is waited for, as everywhere on the page.
 */
async function loadTimeChart(): Promise<typeof import("./time-chart.tsx")> {
  try {
    return await import("./time-chart.tsx");
  } catch {
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    return loadTimeChart();
  }
}

const LazyTimeChart = lazy(loadTimeChart);

export function TimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<div style={{ height: props.height }} role="img" aria-label={props.label} />}>
      <LazyTimeChart {...props} />
    </Suspense>
  );
}

export { COLORS } from "./colors.ts";
export type { TimeChartData } from "./series.ts";
