import { compact, keepPartitions, problemOf, pruneAccounts, type Store } from "@vigie/storage";

const COMPACT_EVERY_MS = 10_000;
const PARTITIONS_EVERY_MS = 600_000;

export interface Upkeep {
  /** Drops what retention no longer keeps now rather than at its next time. Never rejects. */
  makeRoom(): Promise<void>;
  stop(): Promise<void>;
}

/** Compaction every 10 s, partitions and retention every 10 min and when somebody set how long data is kept. Any number of servers may run it: one at a time does the work. */
export function startUpkeep({
  store,
  now,
  report,
}: {
  store: Store;
  now: () => number;
  report: (line: string) => void;
}): Upkeep {
  let working: Promise<void> | null = null;
  let stopping = false;
  let partitionsAtMs = 0;
  /** The retention by which partitions were dropped last. */
  let keptVersion = 0;
  let failing = false;

  async function work(): Promise<void> {
    try {
      const { version } = await store.retention.refresh();
      await compact(store, now());
      // A clock that is set back needs its partitions as well.
      if ((Math.abs(now() - partitionsAtMs) > PARTITIONS_EVERY_MS || version !== keptVersion) && !stopping) {
        partitionsAtMs = now();
        // Where another server is at it, it may go by what was set before.
        if (await keepPartitions(store, now())) keptVersion = version;
        await pruneAccounts(store.sql, now());
      }
      failing = false;
    } catch (error) {
      // A stop that waited long enough closes the store under it; the next start goes on where this one was.
      if (!failing && !stopping) report(`Compaction or retention failed, trying again: ${problemOf(error)}`);
      failing = true;
    }
  }

  const run = () => {
    working ??= work().finally(() => {
      working = null;
    });
    return working;
  };
  const timer = setInterval(() => void run(), COMPACT_EVERY_MS);

  return {
    async makeRoom() {
      await working;
      partitionsAtMs = 0;
      if (!stopping) await run();
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await working;
    },
  };
}
