import type { RuleDraft } from "./rule.ts";

/** What a rule measured of one subject at one time; a value of null, or one made of too little, is nothing to judge. */
export interface Reading {
  value: number | null;
  /** Requests, lookups, blocks or logs that the value is made of. */
  samples: number;
}

/** How far a rule is with one subject; times are seconds since 1970. */
export interface ConditionState {
  /** Since when the condition holds. */
  breachSince: number | null;
  /** Of an alert that is open: since when it no longer holds, and since when there is nothing to judge. */
  clearSince: number | null;
  noDataSince: number | null;
  isOpen: boolean;
  /** Resolved by a person while the condition held: no new alert before it was well again. */
  isHandled: boolean;
}

export type ConditionRule = Pick<
  RuleDraft,
  "comparison" | "threshold" | "clearThreshold" | "forSeconds" | "clearSeconds" | "minimumSamples"
>;

export interface ConditionStep {
  /** Null: all is well, there is nothing to remember. */
  state: ConditionState | null;
  change: "opened" | "cleared" | "no-data" | null;
}

/** An alert of which nothing was heard for so long ends: whatever it was about is gone. */
export const NO_DATA_ENDS_SECONDS = 3_600;

const WELL: ConditionState = {
  breachSince: null,
  clearSince: null,
  noDataSince: null,
  isOpen: false,
  isHandled: false,
};

/**
 * Judges one reading. Called with ascending times; what lies in the future of `atSeconds`, after a clock was set back, counts from now on.
 * An alert opens when every reading of `forSeconds` breached the threshold, and clears when every one of `clearSeconds` was beyond
 * `clearThreshold` on the good side. Between the two thresholds, and with nothing to judge, an open alert stays open.
 */
export function step(
  rule: ConditionRule,
  before: ConditionState | undefined,
  reading: Reading,
  atSeconds: number,
): ConditionStep {
  const was = before ?? WELL;
  const since = (start: number | null) => Math.min(start ?? atSeconds, atSeconds);
  const { value } = reading;
  const isKnown = value !== null && Number.isFinite(value) && reading.samples >= rule.minimumSamples;
  return was.isOpen ? whileOpen() : whileClosed();

  function whileClosed(): ConditionStep {
    // A condition that cannot be judged is not said to have held on.
    if (!isKnown) return { state: was.isHandled ? { ...WELL, isHandled: true } : null, change: null };
    if (!isBreach(rule, value)) return { state: null, change: null };
    const breachSince = since(was.breachSince);
    const opens = !was.isHandled && atSeconds - breachSince >= rule.forSeconds;
    return {
      state: { ...WELL, breachSince, isHandled: was.isHandled, isOpen: opens },
      change: opens ? "opened" : null,
    };
  }

  function whileOpen(): ConditionStep {
    if (!isKnown) {
      const noDataSince = since(was.noDataSince);
      if (atSeconds - noDataSince >= NO_DATA_ENDS_SECONDS) return { state: null, change: "no-data" };
      return { state: { ...was, noDataSince, clearSince: null }, change: null };
    }
    if (!isWell(rule, value)) return { state: { ...was, noDataSince: null, clearSince: null }, change: null };
    const clearSince = since(was.clearSince);
    if (atSeconds - clearSince >= rule.clearSeconds) return { state: null, change: "cleared" };
    return { state: { ...was, noDataSince: null, clearSince }, change: null };
  }
}

function isBreach({ comparison, threshold }: ConditionRule, value: number): boolean {
  return comparison === "above" ? value > threshold : value < threshold;
}

function isWell({ comparison, threshold, clearThreshold }: ConditionRule, value: number): boolean {
  const limit = clearThreshold ?? threshold;
  return comparison === "above" ? value <= limit : value >= limit;
}

/** The worse of two values, in the sense of the rule. */
export function worse({ comparison }: Pick<ConditionRule, "comparison">, a: number, b: number): number {
  return comparison === "above" ? Math.max(a, b) : Math.min(a, b);
}
