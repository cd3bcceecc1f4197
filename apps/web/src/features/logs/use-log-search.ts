import { useCallback, useEffect, useReducer, useRef } from "react";
import { useContact } from "../../lib/contact.ts";
import { failureOf } from "../../lib/failure.ts";
import type { Period } from "../../lib/period.ts";
import { useRefreshByHand } from "../../lib/refresh.ts";
import { client, type LogCursor } from "../../lib/trpc.ts";
import { NOTHING_SEARCHED, type SearchState, searchAfter, searchPage } from "./search-pages.ts";

export interface LogChoice {
  service: string | undefined;
  query: string;
  period: Period;
}

/** More than two screens full. */
const PAGE = 200;

export interface LogSearch extends SearchState {
  cancel: () => void;
  /** What lies further back: the next page, or on from where it was cancelled or failed. */
  goOn: () => void;
  again: () => void;
}

/** A search in what is stored. It reads a page, and on when somebody scrolls back to its beginning. */
export function useLogSearch(choice: LogChoice, enabled: boolean): LogSearch {
  const [state, dispatch] = useReducer(searchAfter, NOTHING_SEARCHED);
  const running = useRef<AbortController | null>(null);
  const { lostSince } = useContact();
  // A period from the URL is a new object each time.
  const key = JSON.stringify(choice);

  const run = useCallback(
    (before: LogCursor | null) => {
      const { service, query, period } = JSON.parse(key) as LogChoice;
      running.current?.abort();
      const current = new AbortController();
      running.current = current;
      dispatch(before === null ? { kind: "begun", at: Date.now() } : { kind: "continued" });
      const input = { service, query, period, limit: PAGE };
      searchPage({
        ask: (at) =>
          client.logs.search.query({ ...input, before: at }, { signal: current.signal, context: { alone: true } }),
        before,
        wanted: PAGE,
        signal: current.signal,
        onFound: (part) => dispatch({ kind: "found", part }),
      }).then(
        () => current.signal.aborted || dispatch({ kind: "paged" }),
        (error) => current.signal.aborted || dispatch({ kind: "failed", error }),
      );
    },
    [key],
  );

  useEffect(() => {
    if (!enabled) return;
    run(null);
    return () => running.current?.abort();
  }, [run, enabled]);

  const { status, next, isOld, error } = state;
  const goOn = useCallback(() => run(isOld ? null : next), [run, isOld, next]);

  const unanswered = status === "failed" && failureOf(error).code === "NO_ANSWER";
  useEffect(() => {
    if (enabled && unanswered && lostSince === null) goOn();
  }, [enabled, unanswered, lostSince, goOn]);

  const again = useCallback(() => run(null), [run]);
  useRefreshByHand(useCallback(() => enabled && again(), [enabled, again]));

  return {
    ...state,
    cancel: useCallback(() => {
      running.current?.abort();
      dispatch({ kind: "cancelled" });
    }, []),
    goOn,
    again,
  };
}
