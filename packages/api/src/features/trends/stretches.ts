import type { Period } from "@vigie/storage";
import type { TrendComparison } from "./shapes.ts";

export type Against = TrendComparison["against"];

/** The nearest first. */
export const AGAINST: readonly Against[] = ["1h", "1d", "1w"];

const BEFORE_SECONDS: Record<Against, number> = { "1h": 3_600, "1d": 86_400, "1w": 7 * 86_400 };

/** What counts as now. */
export const NOW_SECONDS = 300;

/** Edges of what it is compared with: windows of this width are stored, so that half an hour is three of them. */
const EDGE_SECONDS = 600;

/** The last five minutes of which everything has probably arrived: services send each second. In windows of ten seconds. */
export function stretchNow(nowMs: number): Period {
  const toSeconds = Math.floor((nowMs / 1000 - 3) / 10) * 10;
  return { fromSeconds: toSeconds - NOW_SECONDS, toSeconds };
}

/**
 * Half an hour around the same five minutes so long before, so that one odd minute of then does not decide: the ten minutes, by
 * the clock, that hold their middle, and the ten before and after. It always holds all of the five minutes.
 */
export function stretchBefore(now: Period, against: Against): Period {
  const middle = (now.fromSeconds + now.toSeconds) / 2 - BEFORE_SECONDS[against];
  const fromSeconds = Math.floor(middle / EDGE_SECONDS) * EDGE_SECONDS - EDGE_SECONDS;
  return { fromSeconds, toSeconds: fromSeconds + 3 * EDGE_SECONDS };
}
