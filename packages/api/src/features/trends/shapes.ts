import type { FigureKey } from "../../figures/catalogue.ts";
import type { Unit } from "../../figures/definition.ts";

export type Verdict = "better" | "worse" | "same" | "unknown";

export interface TrendComparison {
  /** How long before. */
  against: "1h" | "1d" | "1w";
  value: number | null;
  /** `now / value - 1`; null where it cannot be said. */
  delta: number | null;
  /** `unknown`: too few samples in either, or nothing to compare with. What is neither good nor bad is never but `same`. */
  verdict: Verdict;
}

/** How a figure of the last minutes compares with the same before. */
export interface Trend {
  figure: FigureKey;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | "neither";
  /** Over the last five minutes. */
  now: number | null;
  /** Requests, lookups or blocks that `now` is made of; null for what is no share of a count. */
  samples: number | null;
  comparisons: TrendComparison[];
  /** The comparison that decides: the same time a week before when a week is known, else a day, else an hour before. */
  decisive: "1h" | "1d" | "1w" | null;
  verdict: Verdict;
  /** Worse by more than 20 %. */
  isWarning: boolean;
  /** In words, why nothing is said: "fewer than 30 requests". Null when something is. */
  silence: string | null;
}
