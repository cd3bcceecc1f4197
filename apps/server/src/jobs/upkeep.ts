import { compact, keepPartitions, problemOf, type Store } from "@vigie/storage";

const COMPACT_EVERY_MS = 10_000;
const PARTITIONS_EVERY_MS = 600_000;

export interface Upkeep {
  stop(): Promise<void>;
}

/** Compaction every 10 s, partitions and retention every 10 min. Any number of servers may run it: one at a time does the work. */
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
  let failing = false;

  async function work(): Promise<void> {
    try {
      await compact(store, now());
      if (now() - partitionsAtMs > PARTITIONS_EVERY_MS && !stopping) {
        partitionsAtMs = now();
        await keepPartitions(store, now());
      }
      failing = false;
    } catch (error) {
      // A stop that waited long enough closes the store under it; the next start goes on where this one was.
      if (!failing && !stopping) report(`Compaction or retention failed, trying again: ${problemOf(error)}`);
      failing = true;
    }
  }

  const timer = setInterval(() => {
    working ??= work().finally(() => {
      working = null;
    });
  }, COMPACT_EVERY_MS);

  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      await working;
    },
  };
}
