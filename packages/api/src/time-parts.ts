import type { MergedRollup, PerWait } from "@vigie/storage";

/** Where the time of requests went, milliseconds in all. The five parts add up to `totalMs`. */
export interface TimeParts {
  totalMs: number;
  /** What is left when all waits are taken off: the service's own code, and what nothing accounts for. */
  ownMs: number;
  poolMs: number;
  sqlMs: number;
  cacheMs: number;
  httpMs: number;
  /** How many waits there were of each kind; null for a single request, of which only the time is kept. */
  poolCount: number | null;
  sqlCount: number | null;
  cacheCount: number | null;
  httpCount: number | null;
}

/** Where the time of requests went. What waits leave of the sum is own code; they never exceed it. */
export function timeParts({
  sumMs,
  waitMs,
  waitCount,
}: Pick<MergedRollup, "sumMs" | "waitMs"> & { waitCount: Readonly<PerWait> | null }): TimeParts {
  const waited = waitMs[0] + waitMs[1] + waitMs[2] + waitMs[3];
  // Waits are kept in fewer digits than sums.
  const factor = waited > sumMs && waited > 0 ? sumMs / waited : 1;
  const [poolMs, sqlMs, cacheMs, httpMs] = waitMs.map((ms) => ms * factor) as [number, number, number, number];
  const [poolCount, sqlCount, cacheCount, httpCount] = waitCount ?? [null, null, null, null];
  return {
    totalMs: sumMs,
    ownMs: Math.max(0, sumMs - poolMs - sqlMs - cacheMs - httpMs),
    poolMs,
    sqlMs,
    cacheMs,
    httpMs,
    poolCount,
    sqlCount,
    cacheCount,
    httpCount,
  };
}
