import { insertBlocks, type NewBlock } from "./append-rollups.ts";
import { blockRows } from "./compact-rollups.ts";
import type { MergedRollup } from "./merge-rollups.ts";
import { dropExpiredPartitions, ensurePartitions } from "./partitions.ts";
import { blockOf } from "./rollup-block.ts";
import type { Store } from "./store.ts";

const DAY_MS = 86_400_000;

/** What one instance did in one window. */
export interface WindowToWrite {
  startSeconds: number;
  instanceId: number;
  /** By id. */
  endpoints: ReadonlyMap<number, MergedRollup>;
  services: ReadonlyMap<number, MergedRollup>;
}

/**
 * Writes windows of a past that nobody sent, as compaction would have left them. For loading: it marks nothing as stale, so that what is written at one step is not seen at any other.
 */
export async function writeWindows(
  { sql }: Store,
  { step, windows }: { step: number; windows: readonly WindowToWrite[] },
): Promise<void> {
  const rows: NewBlock[] = [];
  for (const { startSeconds, instanceId, ...byKind } of windows) {
    for (const kind of ["endpoint", "service"] as const) {
      const blocks = new Map<number, Map<number, MergedRollup>>();
      for (const [id, merged] of byKind[`${kind}s`]) {
        const block = blocks.get(blockOf(id)) ?? new Map<number, MergedRollup>();
        blocks.set(blockOf(id), block.set(id, merged));
      }
      for (const [block, cells] of blocks)
        rows.push(...blockRows({ kind, block, startSeconds, byInstance: new Map([[instanceId, cells]]) }));
    }
  }
  if (rows.length > 0) await sql.begin((tx) => insertBlocks(tx, step, rows));
}

/** Makes the partitions that a server has which began at `fromMs` and whose clock shows `nowMs`, for loading its past. */
export async function makePastPartitions(
  { sql, retention }: Store,
  { fromMs, nowMs }: { fromMs: number; nowMs: number },
): Promise<void> {
  // Day by day: a month in one transaction holds more locks than Postgres has room for, one for each partition takes a minute.
  for (let dayMs = fromMs; dayMs < nowMs + DAY_MS; dayMs += DAY_MS) {
    await sql.begin(async (tx) => {
      await ensurePartitions(tx, Math.min(dayMs, nowMs), Math.min(dayMs, nowMs));
      await dropExpiredPartitions(tx, nowMs, retention.current);
    });
  }
}
