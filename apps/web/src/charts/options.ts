import type { LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { figureText, type Unit } from "../lib/format.ts";
import { COLORS, MONO } from "./colors.ts";
import { expectedAreas } from "./expected.ts";
import { fittedAxis } from "./fitted-axis.ts";
import { grounds, lines } from "./marks.ts";
import type { TimeChartData, TimeSeries } from "./series.ts";
import { tickText } from "./time-ticks.ts";
import { TOOLTIP_BOX, tooltipContent } from "./tooltip.ts";

export type Option = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;

/**
 * The chart as ECharts wants it. `isPointedAt` tells whether the pointer is on this very chart: the axis pointers of
 * all charts move together, but only one tooltip opens.
 */
export function optionOf(data: TimeChartData, isPointedAt: () => boolean): Option {
  const spanMs = data.to - data.from;
  return {
    animation: false,
    textStyle: { fontFamily: MONO },
    grid: {
      left: 8,
      right: data.units.right ? 8 : 12,
      top: data.marks.length > 0 ? 22 : 10,
      bottom: 4,
      outerBoundsMode: "same",
    },
    xAxis: {
      type: "time",
      min: data.from,
      max: data.to,
      axisLine: { lineStyle: { color: COLORS.edge } },
      axisTick: { show: false },
      axisLabel: {
        color: COLORS.muted,
        fontSize: 10,
        hideOverlap: true,
        textMargin: [0, 14],
        formatter: (time: number) => tickText(time, spanMs),
      },
      axisPointer: {
        show: true,
        type: "line",
        label: { show: false },
        lineStyle: { color: COLORS.muted, type: "dashed" },
      },
    },
    yAxis: [
      valueAxis(data.units.left, data, "left"),
      ...(data.units.right ? [valueAxis(data.units.right, data, "right")] : []),
    ],
    tooltip: {
      ...TOOLTIP_BOX,
      trigger: "axis",
      formatter: (points) => {
        const index = Array.isArray(points) ? points[0]?.dataIndex : points.dataIndex;
        if (index === undefined || !isPointedAt()) return "";
        return tooltipContent(data, index);
      },
    },
    series: [
      ...data.series.map((series, index) => ({
        ...lineOf(series, data.times),
        // Where lines meet, the first named is seen; in a stack the uppermost, whose line is the sum.
        z: series.stack ? 2 + index : 2 + data.series.length - index,
        ...(index === 0 ? { markLine: lines(data), markArea: grounds(data) } : {}),
      })),
      ...expectedAreas(data),
    ],
  };
}

function valueAxis(unit: Unit, data: TimeChartData, position: "left" | "right") {
  const isFitted = position === "left" && data.fitted === true;
  return {
    type: "value" as const,
    position,
    ...(isFitted
      ? fittedAxis(data)
      : {
          min: 0,
          // A ratio is read against the whole; anything else against its own highest value.
          max: unit === "ratio" ? 1 : position === "left" && data.level ? data.level.value : undefined,
          interval: unit === "ratio" ? 0.5 : undefined,
        }),
    splitNumber: 3,
    minInterval: unit === "count" ? 1 : undefined,
    // The lines of one axis are enough.
    splitLine: { show: position === "left", lineStyle: { color: COLORS.inner } },
    axisLabel: { color: COLORS.muted, fontSize: 10, formatter: (value: number) => figureText(value, unit) },
  };
}

function lineOf({ name, values, color, kind, stack, axis }: TimeSeries, times: readonly number[]): LineSeriesOption {
  return {
    type: "line",
    name,
    yAxisIndex: axis === "right" ? 1 : 0,
    stack,
    // A gap is time without figures: bridging it would invent some.
    connectNulls: false,
    symbol: "none",
    showSymbol: true,
    showAllSymbol: true,
    silent: true,
    color,
    // The line of a band would lie on the band above it, and with nothing above it pass for the sum.
    lineStyle: { width: kind === "band" ? 0 : 1.5 },
    areaStyle: kind === "line" ? undefined : { opacity: kind === "band" ? 0.85 : 0.18 },
    data: times.map((time, index) => pointOf(time, values, index)),
  };
}

/** A value between two gaps has no line to be seen by: it gets a dot. */
function pointOf(time: number, values: readonly (number | null)[], index: number) {
  const value = values[index] ?? null;
  const alone = value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
  return alone ? { value: [time, value], symbol: "circle", symbolSize: 4 } : [time, value];
}
