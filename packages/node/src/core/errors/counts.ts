import { LIMITS, OTHER_FINGERPRINT } from "@vigie/protocol";
import type { Harvest } from "../batches.ts";

/**
 * Puts fingerprints in the place of tokens, of which several may be one group. Returns how many errors came under `(other)` by that,
 * or because their rollup held too many groups.
 */
export function replaceTokens(harvest: Harvest, fingerprintOf: (token: string) => string): number {
  let others = 0;
  for (const rollup of harvest.rollups) {
    if (rollup.errors.length === 0) continue;
    const counts = new Map<string, number>();
    for (const { fingerprint: token, count } of rollup.errors) {
      const fingerprint = fingerprintOf(token);
      counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + count);
      if (fingerprint === OTHER_FINGERPRINT && token !== OTHER_FINGERPRINT) others += count;
    }
    others += keepWithinLimit(counts);
    rollup.errors = [...counts].map(([fingerprint, count]) => ({ fingerprint, count }));
  }
  for (const request of harvest.requests) {
    if (request.error !== undefined) request.error = fingerprintOf(request.error);
  }
  return others;
}

/** Moves the rarest groups of a rollup to `(other)` until it holds no more than it may; returns how many errors that were. */
function keepWithinLimit(counts: Map<string, number>): number {
  if (counts.size <= LIMITS.errorsPerRollup) return 0;
  const known = [...counts].filter(([fingerprint]) => fingerprint !== OTHER_FINGERPRINT).sort((a, b) => b[1] - a[1]);
  let moved = 0;
  for (const [fingerprint, count] of known.slice(LIMITS.errorsPerRollup - 1)) {
    counts.delete(fingerprint);
    moved += count;
  }
  counts.set(OTHER_FINGERPRINT, (counts.get(OTHER_FINGERPRINT) ?? 0) + moved);
  return moved;
}
