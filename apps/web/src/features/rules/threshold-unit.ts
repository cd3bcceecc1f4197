import type { Unit } from "../../lib/format.ts";
import type { RuleMetric } from "../../lib/trpc.ts";

/** The unit in which a person gives a threshold, and the way between it and what is stored. */
export interface ThresholdUnit {
  /** Behind the field; empty where there is none. */
  word: string;
  /** Null when it is no number. A comma is read as a decimal point. */
  stored: (text: string) => number | null;
  shown: (value: number) => string;
}

/** One of what is written is so much of what is stored. */
const UNITS: Record<Unit, { word: string; size: number }> = {
  count: { word: "", size: 1 },
  perSecond: { word: "/s", size: 1 },
  perHour: { word: "/h", size: 1 },
  ms: { word: "ms", size: 1 },
  ratio: { word: "%", size: 0.01 },
  bytes: { word: "MB", size: 1e6 },
  bytesPerSecond: { word: "MB/s", size: 1e6 },
  none: { word: "", size: 1 },
};

/** Silence is told in seconds, other times in milliseconds. */
export function thresholdUnit({ metric, unit }: { metric: Pick<RuleMetric, "kind">; unit: Unit }): ThresholdUnit {
  const { word, size } = metric.kind === "silence" ? { word: "s", size: 1_000 } : UNITS[unit];
  return {
    word,
    stored: (text) => {
      const number = Number(text.trim().replace(",", "."));
      return text.trim() === "" || !Number.isFinite(number) ? null : rounded(number * size);
    },
    shown: (value) => String(rounded(value / size)),
  };
}

/** 0.07 × 100 is 7, not 7.000000000000001. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
