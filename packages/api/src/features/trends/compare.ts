import { FIGURES, type FigureKey } from "../../figures/catalogue.ts";
import type { FigureDefinition } from "../../figures/definition.ts";
import { isCounted, type Reading } from "./reading.ts";
import type { Trend, TrendComparison, Verdict } from "./shapes.ts";
import { isLarger } from "./shares.ts";
import { AGAINST, type Against } from "./stretches.ts";

/** Made of fewer requests, lookups or blocks than this, a figure tells of single ones. */
const FEWEST = 30;

/** A minute of samples. */
const FEWEST_SAMPLES = 6;

/** Less than this is no change: of the value before, and of a ratio of its nearer end, so that a fall from 99 % to 98 % is misses doubled. */
const SMALLEST_CHANGE = 0.2;

/** What has a trend, with the difference below which nobody would care, however large it is in proportion. */
export const LEAST_DIFFERENCE = {
  "api.p95Ms": 1,
  "api.errorRate": 0.001,
  "api.requestsPerSecond": 0,
  "redis.hitRate": 0.01,
  "postgres.connectionsTotal": 3,
  "postgres.bufferHitRatio": 0.01,
  "system.cpuRatio": 0.05,
  "system.memoryRatio": 0.02,
  "system.diskRatio": 0.02,
  "system.eventLoopDelayP99Ms": 5,
} as const satisfies Partial<Record<FigureKey, number>>;

export type TrendKey = keyof typeof LEAST_DIFFERENCE;

export const TREND_KEYS = Object.keys(LEAST_DIFFERENCE) as TrendKey[];

/** The figure of now against those of before. */
export function trendOf(key: TrendKey, now: Reading, before: Readonly<Record<Against, Reading>>): Trend {
  const { label, unit, better, recipe }: FigureDefinition = FIGURES[key];
  const comparisons = AGAINST.map((against) => compare(key, { against, now, past: before[against] }));
  // The same time of another week or day is the fairer comparison: it has the season in it.
  const decisive = comparisons.findLast(({ verdict }) => verdict !== "unknown") ?? null;
  const verdict = decisive?.verdict ?? "unknown";
  return {
    figure: key,
    label,
    unit,
    better,
    now: now.value,
    samples: isCounted(recipe) ? now.count : null,
    comparisons,
    decisive: decisive?.against ?? null,
    verdict,
    isWarning: verdict === "worse",
    silence: decisive ? null : silenceOf(key, now, Object.values(before)),
  };
}

interface Compared {
  against: Against;
  now: Reading;
  past: Reading;
}

function compare(key: TrendKey, { against, now, past }: Compared): TrendComparison {
  const value = isEnough(key, past, now) ? past.value : null;
  if (now.value === null || value === null || !isEnough(key, now, past))
    return { against, value, delta: null, verdict: "unknown" };
  const delta = value === 0 ? null : now.value / value - 1;
  return { against, value, delta, verdict: verdictOf(key, now, past) };
}

/** Whether a reading is made of enough to be compared with the other. */
function isEnough(key: TrendKey, reading: Reading, other: Reading): boolean {
  const { recipe }: FigureDefinition = FIGURES[key];
  if (!isCounted(recipe)) return reading.count >= FEWEST_SAMPLES;
  // No requests where there were many is not too few to tell, but the very thing to be told.
  if (key === "api.requestsPerSecond") return Math.max(reading.count, other.count) >= FEWEST;
  return reading.count >= FEWEST;
}

function verdictOf(key: TrendKey, now: Reading, past: Reading): Verdict {
  const { better, unit }: FigureDefinition = FIGURES[key];
  if (better === "neither" || now.value === null || past.value === null) return "same";
  const difference = Math.abs(now.value - past.value);
  const measure = unit === "ratio" ? Math.min(past.value, 1 - past.value) : past.value;
  // Rounding of the last digits must not decide what is said of a change of just a fifth.
  if (difference <= SMALLEST_CHANGE * measure * (1 + 1e-9) || difference < LEAST_DIFFERENCE[key]) return "same";
  const rose = now.value > past.value;
  const [higher, lower] = rose ? [now, past] : [past, now];
  if (!isBeyondLuck(higher, lower)) return "same";
  return rose === (better === "lower") ? "worse" : "better";
}

/**
 * A share is compared by its counts; a P95 by how many requests took longer than the lower of the two: one in twenty there, and
 * clearly more in the other. A gauge has no counts that would say.
 */
function isBeyondLuck(higher: Reading, lower: Reading): boolean {
  if (higher.share && lower.share) return isLarger(higher.share, lower.share);
  const { value } = lower;
  if (value === null || !higher.countAbove || !lower.countAbove) return true;
  return isLarger(
    { part: higher.countAbove(value), of: higher.count },
    { part: lower.countAbove(value), of: lower.count },
  );
}

const NAMES: Partial<Record<TrendKey, string>> = {
  "redis.hitRate": "lookups",
  "postgres.bufferHitRatio": "blocks",
};

/** Why nothing can be said. */
function silenceOf(key: TrendKey, now: Reading, before: readonly Reading[]): string {
  const { recipe }: FigureDefinition = FIGURES[key];
  const of = NAMES[key] ?? "requests";
  if (!isCounted(recipe))
    return now.count < FEWEST_SAMPLES
      ? "less than a minute of samples in the last five"
      : "nothing to compare with yet: no samples an hour, a day or a week before";
  if (key === "api.requestsPerSecond") {
    if (now.value === null) return "nothing was heard of it in the last five minutes";
    if (before.every(({ value }) => value === null))
      return "nothing to compare with yet: it was not watched an hour, a day or a week before";
    return `fewer than ${FEWEST} requests, now as before`;
  }
  return now.count < FEWEST
    ? `fewer than ${FEWEST} ${of} in the last five minutes`
    : `nothing to compare with yet: fewer than ${FEWEST} ${of} an hour, a day or a week before`;
}
