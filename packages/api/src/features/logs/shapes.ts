import type { LogLevel } from "@vigie/protocol";
import type { FedLog } from "../../log-feed.ts";
import type { SearchHint } from "../../search/hints.ts";
import type { Coverage } from "../../selection.ts";

/** One log as it is stored. All of its texts are redacted; they may hold ANSI codes, markup and anything else that was logged. */
export interface LogLine extends FedLog {
  /** Ranges of `message` that the search matched: from, to (characters); empty without free text in the search. */
  marks: [number, number][];
}

/** Where to go on reading: what lies before this log. */
export interface LogCursor {
  time: string;
  id: number;
}

/**
 * How far a search came. A search works for at most about a second a call; when it is not done, ask again with `next`: that is its
 * progress, and not asking again cancels it.
 */
export interface SearchProgress {
  /** Everything from here to the end of the period was searched. ISO 8601. */
  searchedTo: string;
  /** Share of the period that was searched, 0–1. */
  share: number;
  done: boolean;
}

export interface LogSearchResult extends SearchProgress {
  /** Newest first. */
  lines: LogLine[];
  /** Null when everything was searched. */
  next: LogCursor | null;
  /** What the search may have meant instead. */
  hints: SearchHint[];
  coverage: Coverage;
}

/** Matches by level. */
export type LevelCounts = Record<LogLevel, number>;

export interface LogHistogram extends SearchProgress {
  stepSeconds: number;
  /** Oldest first, of what this call searched: windows of a call that goes on from another are to be added to those. */
  windows: { start: string; counts: LevelCounts }[];
  /** Where to go on: what lies before this moment. Null when done. */
  next: string | null;
}

export interface LogContext {
  /** Oldest first; lines of the same instance. */
  before: LogLine[];
  line: LogLine;
  after: LogLine[];
}

/** What `logs.stream` tells. Its id is the place up to which the reader knows everything. */
export interface LogEvent {
  /** Oldest first. */
  lines: LogLine[];
  /** Lines that this reader was too slow for, since the last event; they are stored and can be searched. */
  missed: number;
  /**
   * All lines that came and could not be stored yet, the newest 500 at most; left out when that did not change. After a reconnect
   * forget the ones from before.
   */
  unstored?: LogLine[];
}
