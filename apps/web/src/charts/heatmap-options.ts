import type { HeatmapSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption, VisualMapComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { axisText, dayText } from "../lib/time.ts";
import { COLORS, MONO } from "./colors.ts";
import { AXIS_HEIGHT, EMPTY_COLOR, type HeatmapData, HUES, heatScale } from "./heat.ts";
import { TOOLTIP_BOX } from "./tooltip.ts";

type Option = ComposeOption<
  HeatmapSeriesOption | GridComponentOption | TooltipComponentOption | VisualMapComponentOption
>;

/** Pixels that one label of the time axis needs. */
const LABEL_WIDTH = 90;

interface HeatmapOptions {
  data: HeatmapData;
  width: number;
  /** What lies behind the cells, and shows where there is none. */
  hatch: HTMLCanvasElement;
  tooltip: (row: number, column: number) => HTMLElement;
}

/** The chart as ECharts wants it. Colours follow the logarithm: 10 ms and 20 ms are as far apart as 1 s and 2 s. */
export function heatmapOptionOf({ data, width, hatch, tooltip }: HeatmapOptions): Option {
  const cells = cellsOf(data);
  const { least, greatest } = heatScale(data) ?? { least: 1, greatest: 10 };
  const [min, max] = [Math.log10(least), Math.log10(greatest)];
  return {
    animation: false,
    textStyle: { fontFamily: MONO },
    grid: {
      left: 0,
      right: 0,
      top: 0,
      bottom: AXIS_HEIGHT,
      show: true,
      borderWidth: 0,
      backgroundColor: { image: hatch, repeat: "repeat" },
    },
    xAxis: {
      type: "category",
      data: data.times.map(spansDays(data) ? dayText : axisText),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: COLORS.muted,
        fontSize: 10,
        interval: Math.ceil((data.times.length * LABEL_WIDTH) / Math.max(width, LABEL_WIDTH)) - 1,
      },
    },
    yAxis: { type: "category", data: data.cells.map((_, row) => row), inverse: true, show: false },
    visualMap: {
      type: "continuous",
      show: false,
      dimension: 2,
      // ECharts takes what is below the whole scale for its lowest value: outside is only what is below its chosen part.
      min: min - (max - min) / 1_000,
      max,
      range: [min, max],
      inRange: { color: [...HUES[data.hue]] },
      outOfRange: { color: EMPTY_COLOR },
    },
    tooltip: {
      ...TOOLTIP_BOX,
      trigger: "item",
      formatter: (point) => {
        const cell = Array.isArray(point) ? undefined : placeOf(point.data);
        return cell ? tooltip(cell.row, cell.column) : "";
      },
    },
    series: {
      type: "heatmap",
      data: cells,
      progressive: 0,
      itemStyle: { borderColor: COLORS.panel, borderWidth: 1 },
      emphasis: { itemStyle: { borderColor: COLORS.body, borderWidth: 1 } },
    },
  };
}

/** Over so many days the time of day is left out. */
function spansDays({ times }: HeatmapData): boolean {
  return (times.at(-1) ?? 0) - (times[0] ?? 0) > 3 * 86_400_000;
}

/** Which cell an event of the chart speaks of. */
export function placeOf(data: unknown): { row: number; column: number } | null {
  if (!Array.isArray(data)) return null;
  const [column, row]: unknown[] = data;
  return typeof column === "number" && typeof row === "number" ? { row, column } : null;
}

/** Below every logarithm that is drawn, so that it lies outside of the scale. */
const EMPTY = -1e9;

type Point = [column: number, row: number, logarithm: number];

function cellsOf({ cells }: HeatmapData): Point[] {
  return cells.flatMap((row, y) =>
    row.flatMap((cell, x): Point[] => (cell === "gap" ? [] : [[x, y, cell === "empty" ? EMPTY : Math.log10(cell)]])),
  );
}
