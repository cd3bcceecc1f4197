import type { LogCursor, LogLine, LogSearchResult } from "../../lib/trpc.ts";

/** What a search found so far. */
export interface SearchState {
  /** The oldest first, as in a log file. */
  lines: readonly LogLine[];
  /** Where to go on; null when everything was searched. */
  next: LogCursor | null;
  /** ISO 8601: everything from here on was searched. Null before the first answer. */
  searchedTo: string | null;
  /** Of the period, 0–1. */
  share: number;
  coverage: LogSearchResult["coverage"] | undefined;
  hints: LogSearchResult["hints"];
  /** `waiting`: a page is full, older lines are asked for when somebody scrolls to them. */
  status: "searching" | "waiting" | "cancelled" | "done" | "failed";
  error: unknown;
  /** The lines are those of the search before, of which this one has found nothing yet. */
  isOld: boolean;
  /** When it began, ms. */
  startedAt: number;
}

export const NOTHING_SEARCHED: SearchState = {
  lines: [],
  next: null,
  searchedTo: null,
  share: 0,
  coverage: undefined,
  hints: [],
  status: "searching",
  error: null,
  isOld: true,
  startedAt: 0,
};

export type SearchStep =
  | { kind: "begun"; at: number }
  | { kind: "continued" }
  | { kind: "found"; part: LogSearchResult }
  | { kind: "paged" }
  | { kind: "cancelled" }
  | { kind: "failed"; error: unknown };

export function searchAfter(state: SearchState, step: SearchStep): SearchState {
  switch (step.kind) {
    case "begun":
      return {
        ...state,
        status: "searching",
        error: null,
        isOld: true,
        startedAt: step.at,
        share: 0,
        searchedTo: null,
      };
    case "continued":
      return { ...state, status: "searching", error: null };
    case "found": {
      const { lines, next, searchedTo, share, coverage, hints } = step.part;
      const older = lines.toReversed();
      return {
        ...state,
        lines: state.isOld ? older : older.length === 0 ? state.lines : [...older, ...state.lines],
        isOld: false,
        next,
        searchedTo,
        share,
        coverage,
        hints,
      };
    }
    case "paged":
      return { ...state, status: state.next === null ? "done" : "waiting" };
    case "cancelled":
      return state.status === "searching" ? { ...state, status: "cancelled" } : state;
    case "failed":
      return { ...state, status: "failed", error: step.error };
  }
}

interface Page {
  /** One call: what lies before a place, newest first. It may find nothing and still not be done. */
  ask: (before: LogCursor | null) => Promise<LogSearchResult>;
  before: LogCursor | null;
  wanted: number;
  signal: AbortSignal;
  onFound: (part: LogSearchResult) => void;
}

/** Asks on and on until a page is full or everything was searched. Not asking again is what cancels it. */
export async function searchPage({ ask, before, wanted, signal, onFound }: Page): Promise<void> {
  let at = before;
  let found = 0;
  do {
    const part = await ask(at);
    if (signal.aborted) return;
    onFound(part);
    found += part.lines.length;
    at = part.next;
  } while (at !== null && found < wanted);
}
