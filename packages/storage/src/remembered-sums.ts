import type { MergedRollup } from "./merge-rollups.ts";

/** Rollups by id. Shared between those who asked: never changed, and neither are the rollups in it. */
export type SumsById = ReadonlyMap<number, MergedRollup>;

/** The sum of some rows of `rollups`. No row is ever changed: one that is rewritten gets a new id. */
export interface RememberedSum {
  /** Ids of the rows, each with its step. */
  rows: ReadonlyMap<number, number>;
  sums: SumsById;
}

/**
 * Sums of rows, kept in memory: a page that asks again every few seconds reads but the rows that are new. Whether a sum still holds is
 * for the reader to see, by the ids.
 */
export interface RememberedSums {
  get(key: string): RememberedSum | undefined;
  set(key: string, sum: RememberedSum): void;
}

/** Of all sums together, at most; each takes one to two kilobytes. A question about 1,000 endpoints and a week needs 10,000. */
const ROLLUPS_KEPT = 25_000;
/** As much memory as one rollup takes that many ids of rows. */
const IDS_PER_ROLLUP = 20;

export function createRememberedSums(): RememberedSums {
  // In the order of their last use.
  const kept = new Map<string, RememberedSum>();
  let size = 0;
  const sizeOf = ({ rows, sums }: RememberedSum) => sums.size + rows.size / IDS_PER_ROLLUP;
  const forget = (key: string) => {
    const found = kept.get(key);
    if (found === undefined) return;
    size -= sizeOf(found);
    kept.delete(key);
  };
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found;
    },
    set(key, sum) {
      forget(key);
      if (sizeOf(sum) > ROLLUPS_KEPT / 2) return;
      kept.set(key, sum);
      size += sizeOf(sum);
      for (const oldest of kept.keys()) {
        if (size <= ROLLUPS_KEPT) break;
        forget(oldest);
      }
    },
  };
}
