import type { LineSeriesOption } from "echarts/charts";
import type { ExpectedArea, TimeChartData } from "./series.ts";

/**
 * An area may reach so far above the highest value of its axis, or above its own lower bound: one that reached further would press the
 * lines flat, and one that lies above all of them is what is to be seen.
 */
const HEADROOM = 1.25;

/** Each area as two lines without a stroke, the upper stacked on the lower and filled down to it; both below all else. */
export function expectedAreas(data: TimeChartData): LineSeriesOption[] {
  return (data.expected ?? []).flatMap((area, at) => {
    const bounds = boundsIn(area, ceilingOf(data, area));
    const line = (values: readonly (number | null)[]): LineSeriesOption => ({
      type: "line",
      name: area.name,
      yAxisIndex: area.axis === "right" ? 1 : 0,
      stack: `expected ${at}`,
      stackStrategy: "all",
      connectNulls: false,
      symbol: "none",
      silent: true,
      color: area.color,
      lineStyle: { width: 0 },
      z: 1,
      data: data.times.map((time, index) => [time, values[index] ?? null]),
    });
    return [
      line(bounds.map((bound) => bound?.low ?? null)),
      { ...line(bounds.map((bound) => (bound ? bound.high - bound.low : null))), areaStyle: { opacity: 0.14 } },
    ];
  });
}

interface Bounds {
  low: number;
  high: number;
}

function boundsIn({ low, high }: ExpectedArea, ceiling: number): (Bounds | null)[] {
  return low.map((lowest, index) => {
    const highest = high[index] ?? null;
    if (lowest === null || highest === null) return null;
    const from = Math.min(Math.max(0, lowest), ceiling);
    return { low: from, high: Math.max(from, Math.min(highest, ceiling)) };
  });
}

function ceilingOf({ series, units, level }: TimeChartData, { axis, low }: ExpectedArea): number {
  if ((axis === "right" ? units.right : units.left) === "ratio") return 1;
  const own = series.filter((each) => each.axis === axis);
  const lowest = low.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const highest = own.reduce(
    (top, { values }) => values.reduce<number>((most, value) => Math.max(most, value ?? 0), top),
    0,
  );
  // Stacked ones reach higher than the highest of them: there the sum counts.
  const length = own[0]?.values.length ?? 0;
  const stacked = own.filter(({ stack }) => stack !== undefined);
  let sum = 0;
  for (let index = 0; index < length; index++)
    sum = Math.max(
      sum,
      stacked.reduce((total, { values }) => total + (values[index] ?? 0), 0),
    );
  return Math.max(highest, sum, lowest, axis === "left" ? (level?.value ?? 0) : 0) * HEADROOM;
}
