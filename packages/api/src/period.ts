import { VigieError } from "@vigie/protocol";
import { STEPS } from "@vigie/series";
import { alignPeriod, keptFromSeconds, type Period, type Store } from "@vigie/storage";
import { z } from "zod";

const HOUR = 3_600_000;
const LENGTHS = { "1h": HOUR, "24h": 24 * HOUR, "7d": 7 * 24 * HOUR, "30d": 30 * 24 * HOUR } as const;
/** Where "the last week" begins nobody asks to the second: at a whole window of this length. */
const EDGES = { "1h": 10, "24h": 60, "7d": 600, "30d": 3_600 } as const;

const LONGEST_MS = 366 * LENGTHS["24h"];

/** The last hour, day, week or month, or from one ISO 8601 time to another. */
export const periodInput = z.union([
  z.enum(["1h", "24h", "7d", "30d"]),
  z.object({ from: z.string(), to: z.string() }),
]);
export type PeriodInput = z.infer<typeof periodInput>;

/** Name of a service; left out, all services but `vigie` itself. */
export const serviceInput = z.string().min(1).max(128).optional();

/**
 * The period in whole windows. One that ends now includes the window that is still open, so that what was just sent is counted.
 * Throws PERIOD_INVALID.
 */
export function resolvePeriod(input: PeriodInput, nowMs: number): Period {
  if (typeof input === "string")
    return alignPeriod({ fromMs: nowMs - LENGTHS[input], toMs: nowMs, nowMs, edgeSeconds: EDGES[input] });
  const fromMs = Date.parse(input.from);
  const toMs = Date.parse(input.to);
  const invalid = (problem: string) => new VigieError("PERIOD_INVALID", { ...input, problem });
  if (Number.isNaN(fromMs)) throw invalid("from is not a time");
  if (Number.isNaN(toMs)) throw invalid("to is not a time");
  if (fromMs >= toMs) throw invalid("from is not before to");
  if (fromMs > nowMs) throw invalid("it lies in the future");
  if (fromMs < 0) throw invalid("it begins before 1970");
  // Work grows with the windows in it: one of 270,000 years kept a server from ever answering again.
  if (toMs - fromMs > LONGEST_MS) throw invalid(`it is longer than ${LONGEST_MS / LENGTHS["24h"]} days`);
  return alignPeriod({ fromMs, toMs, nowMs });
}

/** The period of the same length that ends where this one begins. */
export function previousPeriod({ fromSeconds, toSeconds }: Period, nowMs: number): Period {
  return alignPeriod({ fromMs: (2 * fromSeconds - toSeconds) * 1000, toMs: fromSeconds * 1000, nowMs });
}

/**
 * The period before in windows of about a twentieth of its length, so that comparing with it costs little; null when
 * retention cut it.
 */
export function comparedPeriod(store: Store, { fromSeconds, toSeconds }: Period, nowMs: number): Period | null {
  const length = toSeconds - fromSeconds;
  const edge = STEPS.findLast((step) => step <= length / 20) ?? STEPS[0];
  const to = Math.floor(fromSeconds / edge) * edge;
  const from = to - Math.ceil(length / edge) * edge;
  if (from < keptFromSeconds(store, nowMs)) return null;
  return alignPeriod({ fromMs: from * 1000, toMs: to * 1000, nowMs });
}

/** The last whole minute of which everything has probably arrived: services send each second. */
export function lastMinute(nowMs: number): Period {
  const toSeconds = Math.floor((nowMs / 1000 - 3) / 10) * 10;
  return { fromSeconds: toSeconds - 60, toSeconds };
}

/** Starts of the windows of a chart that hold the period, seconds; the first and the last may reach past it. */
export function windowStarts({ fromSeconds, toSeconds }: Period, stepSeconds: number): number[] {
  const first = Math.floor(fromSeconds / stepSeconds) * stepSeconds;
  return Array.from({ length: Math.ceil((toSeconds - first) / stepSeconds) }, (_, i) => first + i * stepSeconds);
}

export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** ISO 8601 of milliseconds since the epoch. */
export function isoMs(ms: number): string {
  return new Date(ms).toISOString();
}
