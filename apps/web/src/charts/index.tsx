import { lazy, Suspense } from "react";
import { loadPart } from "../lib/lazy.ts";
import { AXIS_HEIGHT } from "./heat.ts";
import type { HeatmapChartProps } from "./heatmap-chart.tsx";
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

const LazyHeatmapChart = lazy(() => loadPart(() => import("./heatmap-chart.tsx")));

export function HeatmapChart(props: HeatmapChartProps) {
  const height = props.data.cells.length * props.rowHeight + AXIS_HEIGHT;
  return (
    <Suspense fallback={<div style={{ height }} />}>
      <LazyHeatmapChart {...props} />
    </Suspense>
  );
}

export { COLORS, PART_TONES, STATE_COLORS } from "./colors.ts";
export { EMPTY_COLOR, type HeatCell, type HeatmapData, HUES, heatScale } from "./heat.ts";
export type { ExpectedArea, TimeChartData } from "./series.ts";
