import { LOCKS, tryLock } from "./connection.ts";
import { expireRows } from "./expire-rows.ts";
import { dropExpiredPartitions, ensurePartitions } from "./partitions.ts";
import { readRetention } from "./retention.ts";
import type { Store } from "./store.ts";

/**
 * Makes the partitions of the next days and drops what is past retention, as that is stored at this moment. Of several servers one does it
 * at a time: false when another was at it.
 */
export async function keepPartitions(store: Store, nowMs: number): Promise<boolean> {
  return store.sql.begin(async (tx) => {
    if (!(await tryLock(tx, LOCKS.compaction))) return false;
    // Rather later than in front of everybody: dropping waits for readers, and new readers would wait for it.
    await tx`SET LOCAL lock_timeout = '2s'`;
    const retention = await readRetention(tx);
    await ensurePartitions(tx, nowMs);
    await expireRows(tx, nowMs, retention);
    await dropExpiredPartitions(tx, nowMs, retention);
    return true;
  });
}
