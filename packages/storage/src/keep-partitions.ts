import { LOCKS, tryLock } from "./connection.ts";
import { dropExpiredPartitions, ensurePartitions } from "./partitions.ts";
import type { Store } from "./store.ts";

/** Makes the partitions of the next days and drops those past retention. Of several servers one does it at a time. */
export async function keepPartitions(store: Store, nowMs: number): Promise<void> {
  await store.sql.begin(async (tx) => {
    if (!(await tryLock(tx, LOCKS.compaction))) return;
    // Rather later than in front of everybody: dropping waits for readers, and new readers would wait for it.
    await tx`SET LOCAL lock_timeout = '2s'`;
    await ensurePartitions(tx, nowMs);
    await dropExpiredPartitions(tx, nowMs);
  });
}
