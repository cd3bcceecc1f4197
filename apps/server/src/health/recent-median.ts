const KEPT = 5;
/** Fewer would let one slow ping speak for all. */
const AT_LEAST = 3;
/** A ping that took longer is not repeated at once: whoever asked waits for it. */
const REPEATED_BELOW_MS = 50;
/** What was measured longer ago says nothing about now, milliseconds. */
const RECENT_MS = 60_000;

/**
 * Each call pings, up to three times where too few are known, and gives the median of the last five; null when there was no
 * answer, after which earlier ones do not count. One slow ping changes nothing that way, a lost target at once.
 */
export function createRecentMedian(ping: () => Promise<number>, lost?: () => void): () => Promise<number | null> {
  let recent: { atMs: number; ms: number }[] = [];
  return async () => {
    try {
      let ms: number;
      do {
        ms = await ping();
        const atMs = performance.now();
        recent = [...recent.filter((one) => atMs - one.atMs < RECENT_MS), { atMs, ms }].slice(-KEPT);
      } while (recent.length < AT_LEAST && ms < REPEATED_BELOW_MS);
    } catch {
      recent = [];
      lost?.();
      return null;
    }
    const sorted = recent.map((one) => one.ms).sort((a, b) => a - b);
    // The lower of two in the middle: with two pings known, the slow one alone decides nothing.
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
  };
}
