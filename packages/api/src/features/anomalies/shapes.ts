import type { FigureKey } from "../../figures/catalogue.ts";
import type { Unit } from "../../figures/definition.ts";

/** One episode in which a series was not as expected. Times are ISO 8601. */
export interface Anomaly {
  id: number;
  figure: FigureKey;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | "neither";
  /** Null for the targets and the machine. */
  service: string | null;
  /** Null for a service as a whole. */
  endpoint: { method: string; route: string } | null;
  /** When the deviation began, when it was enough for an alarm, and when it was over; null while it goes on. */
  onset: string;
  raisedAt: string;
  endedAt: string | null;
  /** What was expected before the onset, with its band. */
  expected: number;
  low: number;
  high: number;
  /** When it was raised, and at its worst. */
  seen: number;
  worst: number;
  /** `worst / expected - 1`; null where nothing was expected. */
  change: number | null;
  /** "P95 450 ms, expected 120 ms, +275 %" */
  text: string;
}

/** What was expected of a figure over a chart's period. */
export interface ExpectedBand {
  figure: FigureKey;
  /** One per window of the chart; null where nothing was expected yet. */
  low: (number | null)[];
  high: (number | null)[];
}
