import { getHeapStatistics } from "node:v8";
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

/** Of all sums together, at most: a question about 1,000 endpoints and a week needs 25 MB, and no sum may take more than half. */
const LIMIT_BYTES = 64 * 1_048_576;
/** Where there is little memory it is so much of what V8 lets the heap come to, which follows the limit of a container. */
const SHARE_OF_HEAP = 1 / 8;
/** Of the id of a row with its step, and of a sum without them, about. */
const ROW_BYTES = 40;
const SUM_BYTES = 500;

export function createRememberedSums(
  limitBytes = Math.min(LIMIT_BYTES, getHeapStatistics().heap_size_limit * SHARE_OF_HEAP),
): RememberedSums {
  // In the order of their last use.
  const kept = new Map<string, { sum: RememberedSum; sizeBytes: number }>();
  let totalBytes = 0;
  const forget = (key: string) => {
    totalBytes -= kept.get(key)?.sizeBytes ?? 0;
    kept.delete(key);
  };
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.sum;
    },
    set(key, sum) {
      forget(key);
      const sizeBytes = sizeOf(sum);
      if (sizeBytes > limitBytes / 2) return;
      kept.set(key, { sum, sizeBytes });
      totalBytes += sizeBytes;
      for (const oldest of kept.keys()) {
        if (totalBytes <= limitBytes) break;
        forget(oldest);
      }
    },
  };
}

function sizeOf({ rows, sums }: RememberedSum): number {
  let sizeBytes = SUM_BYTES + ROW_BYTES * rows.size;
  for (const sum of sums.values()) sizeBytes += sum.sizeBytes;
  return sizeBytes;
}
