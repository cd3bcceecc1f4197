import { LOCK_NAMESPACE, LOCKS } from "./connection.ts";
import { dropExpiredPartitions, ensurePartitions } from "./partitions.ts";
import type { Store } from "./store.ts";

/** Makes the partitions of the next days and drops those past retention. Of several servers one does it at a time. */
export async function keepPartitions(store: Store, nowMs: number): Promise<void> {
  await store.sql.begin(async (tx) => {
    const [lock] = await tx<
      { held: boolean }[]
    >`SELECT pg_try_advisory_xact_lock(${LOCK_NAMESPACE}, ${LOCKS.compaction}) AS held`;
    if (!lock?.held) return;
    // Rather later than in front of everybody: dropping waits for readers, and new readers would wait for it.
    await tx`SET LOCAL lock_timeout = '2s'`;
    await ensurePartitions(tx, nowMs);
    await dropExpiredPartitions(tx, nowMs);
  });
}
