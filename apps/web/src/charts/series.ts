import type { Unit } from "../lib/format.ts";

/** What a chart over time is given; it knows nothing of figures or services. */
export interface TimeSeries {
  name: string;
  /** One per window start in `times`; null is a gap and stays one. */
  values: readonly (number | null)[];
  color: string;
  /**
   * `area` is a filled line, `band` a part of a whole: filled, without a line of its own. Those with the same `stack` lie on one
   * another.
   */
  kind: "line" | "area" | "band";
  stack?: string;
  axis: "left" | "right";
}

export interface Mark {
  time: number;
  label: string;
}

export interface Level {
  value: number;
  label: string;
  /** Left out, the quiet colour of a limit. */
  color?: string;
}

/** Where a series was expected to lie, one bound per window start; null where nothing was expected. Drawn behind the lines. */
export interface ExpectedArea {
  name: string;
  low: readonly (number | null)[];
  high: readonly (number | null)[];
  color: string;
  axis: "left" | "right";
}

/** A part of the time, ms, that is set apart by its ground. */
export interface TimeRange {
  from: number;
  to: number;
  color: string;
}

export interface TimeChartData {
  /** Bounds of the time axis, ms. */
  from: number;
  to: number;
  times: readonly number[];
  stepSeconds: number;
  series: readonly TimeSeries[];
  expected?: readonly ExpectedArea[];
  units: { left: Unit; right?: Unit };
  marks: readonly Mark[];
  /** A horizontal line on the left axis, which ends at it: a limit. */
  level?: Level;
  /** Lines on the left axis at which something begins or ends, the first the one that matters most. */
  levels?: readonly Level[];
  ranges?: readonly TimeRange[];
  /** The left axis fits values and levels closely, instead of beginning at 0 and showing a ratio against the whole. */
  fitted?: boolean;
}
