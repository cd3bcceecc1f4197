import type { MergedRollup } from "./merge-rollups.ts";

/** Rollups by id. */
export type SumsById = ReadonlyMap<number, MergedRollup>;

/**
 * Sums over ranges of windows that compaction has written, kept in memory: a page that asks again every few seconds reads but what
 * is new. A range is known by what was read of it, and its sums hold for one version: the number of its rows and the newest of
 * their ids, which grows whenever any of its windows is rewritten.
 */
export interface SettledSums {
  get(range: string, version: string): SumsById | undefined;
  set(range: string, version: string, sums: SumsById): void;
}

/** Of all ranges together, at most; each takes one to two kilobytes. A question about 1,000 endpoints and a week needs 10,000. */
const ROLLUPS_KEPT = 25_000;

export function createSettledSums(): SettledSums {
  // In the order of their last use.
  const kept = new Map<string, { version: string; sums: SumsById }>();
  let size = 0;
  const forget = (range: string) => {
    size -= kept.get(range)?.sums.size ?? 0;
    kept.delete(range);
  };
  return {
    get(range, version) {
      const found = kept.get(range);
      if (found?.version !== version) return undefined;
      kept.delete(range);
      kept.set(range, found);
      return found.sums;
    },
    set(range, version, sums) {
      forget(range);
      if (sums.size > ROLLUPS_KEPT / 2) return;
      kept.set(range, { version, sums });
      size += sums.size;
      for (const oldest of kept.keys()) {
        if (size <= ROLLUPS_KEPT) break;
        forget(oldest);
      }
    },
  };
}
