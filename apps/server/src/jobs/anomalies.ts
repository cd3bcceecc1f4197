import { createAnomalyWatch } from "@vigie/api";
import { problemOf, type Store } from "@vigie/storage";

const EVERY_MS = 10_000;

export interface AnomalyJob {
  /** Keeps what the detectors learned. */
  stop(): Promise<void>;
}

/** Looks for anomalies every 10 s, on whichever server leads; the next leader goes on where this one stood. */
export function startAnomalyWatch({
  store,
  leads,
  now,
  report,
  everyMs = EVERY_MS,
}: {
  store: Store;
  /** Whether this server leads; throws where it cannot know. */
  leads: () => Promise<boolean>;
  now: () => number;
  report: (line: string) => void;
  /** Default 10 s. */
  everyMs?: number;
}): AnomalyJob {
  const watch = createAnomalyWatch(store);
  let working: Promise<void> | null = null;
  let stopping = false;
  let failing = false;
  let unwatched = 0;

  async function work(): Promise<void> {
    try {
      const isLeader = await leads().catch((error: unknown) => {
        // Another may have led meanwhile, and what it wrote be newer than what is in memory here.
        watch.forget();
        throw error;
      });
      if (!isLeader) return await watch.release();
      const { unwatchedEndpoints } = await watch.tick(now());
      if (unwatchedEndpoints > 0 && unwatched === 0)
        report(
          `Anomalies are looked for in the endpoints with the most requests; ${unwatchedEndpoints} more are left out.`,
        );
      unwatched = unwatchedEndpoints;
      failing = false;
    } catch (error) {
      if (!failing && !stopping) report(`Looking for anomalies failed, trying again: ${problemOf(error)}`);
      failing = true;
    }
  }

  const tick = () => {
    working ??= work().finally(() => {
      working = null;
    });
  };
  const timer = setInterval(tick, everyMs);

  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      await working;
      await watch.release().catch(() => {});
    },
  };
}
