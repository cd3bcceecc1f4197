import { useCallback, useEffect, useRef, useState } from "react";
import { client } from "../../lib/trpc.ts";
import { countsWith, type LevelCounts, NOTHING_COUNTED } from "./level-counts.ts";
import type { LogChoice } from "./use-log-search.ts";

interface Counted {
  counts: LevelCounts;
  /** They are those of the search before. */
  isOld: boolean;
  error: unknown;
  cancel: () => void;
}

/** Counts the matches of a period, as many calls as it takes. A `run` that differs counts anew. */
export function useLevelCounts(choice: LogChoice, run: number, enabled: boolean): Counted {
  const [counted, setCounted] = useState({ counts: NOTHING_COUNTED, isOld: true, error: null as unknown });
  const running = useRef<AbortController | null>(null);
  const key = JSON.stringify([choice, run]);

  useEffect(() => {
    if (!enabled) return;
    const [{ service, query, period }] = JSON.parse(key) as [LogChoice, number];
    const current = new AbortController();
    running.current = current;
    setCounted(({ counts }) => ({ counts, isOld: true, error: null }));

    const count = async () => {
      let before: string | null = null;
      let counts = NOTHING_COUNTED;
      do {
        const part = await client.logs.histogram.query(
          { service, query, period, before },
          { signal: current.signal, context: { alone: true } },
        );
        if (current.signal.aborted) return;
        counts = countsWith(counts, part);
        before = part.next;
        setCounted({ counts, isOld: false, error: null });
      } while (before !== null);
    };
    count().catch((error: unknown) => {
      if (!current.signal.aborted) setCounted((old) => ({ ...old, error }));
    });
    return () => current.abort();
  }, [key, enabled]);

  return { ...counted, cancel: useCallback(() => running.current?.abort(), []) };
}
