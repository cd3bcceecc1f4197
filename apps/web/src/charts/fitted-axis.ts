import type { TimeChartData } from "./series.ts";

interface Axis {
  min: number;
  max: number;
  /** From line to line. */
  interval: number;
}

const STEPS = [1, 2, 2.5, 5, 10] as const;
/** Lines, beside the one at the bottom. */
const MOST_LINES = 4;
/** Room above the highest and below the lowest, of what lies between them. */
const ROOM = 0.12;
/** When the lowest is at least this share of the highest, the axis does not begin at 0. */
const HIGH_SHARE = 0.6;

/** Round ends of an axis between which all values and levels lie, so that it is seen by how much one is above the other. */
export function fittedAxis({ series, levels = [] }: Pick<TimeChartData, "series" | "levels">): Axis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (value: number | null) => {
    if (value === null) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { value } of levels) take(value);
  for (const { values, axis } of series) if (axis === "left") for (const value of values) take(value);

  if (low > high) return { min: 0, max: 1, interval: 0.5 };
  if (low >= 0 && low < high * HIGH_SHARE) low = 0;
  const span = high - low || Math.abs(high) || 1;
  const top = high + span * ROOM;
  const bottom = low === 0 ? 0 : low - span * ROOM;
  const interval = roundStep((top - bottom) / MOST_LINES);
  const floor = Math.floor(bottom / interval);
  // A number that cannot be negative has no room below 0.
  const min = (low >= 0 ? Math.max(0, floor) : floor) * interval;
  return { min, max: Math.ceil(top / interval) * interval, interval };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = STEPS.find((each) => each * power >= least * 0.999_999) ?? 10;
  return step * power;
}
