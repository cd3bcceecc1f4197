import type { LineSeriesOption } from "echarts/charts";
import { COLORS } from "./colors.ts";
import type { Level, TimeChartData } from "./series.ts";

/** Moments as upright lines, limits and thresholds as level ones. */
export function lines({ marks, level, levels = [], from, to }: TimeChartData): LineSeriesOption["markLine"] {
  return {
    silent: true,
    symbol: "none",
    animation: false,
    data: [
      ...marks.map(({ time, label }) => ({
        xAxis: time,
        lineStyle: { color: COLORS.body, type: "dashed" as const, width: 1 },
        label: {
          formatter: label,
          color: COLORS.body,
          fontSize: 10,
          position: "end" as const,
          distance: 4,
          // Near an end of the axis the label leans inwards, off the edge of the canvas.
          align:
            time > to - (to - from) / 8
              ? ("right" as const)
              : time < from + (to - from) / 8
                ? ("left" as const)
                : ("center" as const),
        },
      })),
      ...(level ? [levelLine(level, "insideStartBottom")] : []),
      // Two of them lie close to each other: their labels stand at either end, on either side.
      ...levels.map((each, index) => levelLine(each, index === 0 ? "insideStartTop" : "insideEndBottom")),
    ],
  };
}

type LabelPlace = "insideStartBottom" | "insideStartTop" | "insideEndBottom";

function levelLine({ value, label, color = COLORS.muted }: Level, position: LabelPlace) {
  return {
    yAxis: value,
    lineStyle: { color, type: "dashed" as const, width: 1 },
    label: { show: label !== "", formatter: label, color, fontSize: 10, position },
  };
}

/** Parts of the time on a ground of their own, with their edges drawn: a short one would hardly be seen. */
export function grounds({ ranges = [], from, to }: TimeChartData): LineSeriesOption["markArea"] {
  return {
    silent: true,
    animation: false,
    data: ranges
      .filter((range) => range.from < to && range.to > from)
      .map(({ color, ...range }) => [
        {
          xAxis: Math.max(range.from, from),
          itemStyle: { color, opacity: 0.14, borderColor: color, borderWidth: 0.5 },
        },
        { xAxis: Math.min(range.to, to) },
      ]),
  };
}
