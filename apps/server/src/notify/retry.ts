const FIRST_MS = 5_000;
const LONGEST_MS = 900_000;
/** After this nobody wants to be told any more. */
const GIVE_UP_MS = 86_400_000;

/**
 * When a message is tried again, milliseconds since the epoch: 5 s after the first attempt, twice as long after each further
 * one, up to 15 min, each a quarter earlier or later so that many channels of one receiver do not come together; not before the
 * receiver asked for. Null: a day is over.
 */
export function nextAttemptMs({
  attempt,
  nowMs,
  firstTriedMs,
  retryAfterMs,
  random = Math.random,
}: {
  /** That just failed: 1 for the first. */
  attempt: number;
  nowMs: number;
  firstTriedMs: number;
  retryAfterMs: number | null;
  random?: () => number;
}): number | null {
  const delayMs = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.75 + 0.5 * random());
  const againMs = nowMs + Math.max(delayMs, retryAfterMs ?? 0);
  return againMs - firstTriedMs > GIVE_UP_MS ? null : againMs;
}
