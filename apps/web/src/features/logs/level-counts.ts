import type { LogHistogram, LogLevel } from "../../lib/trpc.ts";

/** The gravest first: they stand on the axis, where their heights can be compared. */
export const GRAVEST_FIRST: readonly LogLevel[] = ["fatal", "error", "warn", "info", "debug", "trace"];

export type Counts = Record<LogLevel, number>;

/** Matches by level over time, of all calls so far. */
export interface LevelCounts {
  stepSeconds: number;
  /** By the start of their window, ms. */
  windows: ReadonlyMap<number, Counts>;
  /** ISO 8601; null before the first answer. */
  searchedTo: string | null;
  share: number;
  done: boolean;
}

export const NOTHING_COUNTED: LevelCounts = {
  stepSeconds: 0,
  windows: new Map(),
  searchedTo: null,
  share: 0,
  done: false,
};

/** The counts with those of the call that went on from them. Windows of both are added up. */
export function countsWith(counts: LevelCounts, part: LogHistogram): LevelCounts {
  const windows = new Map(counts.windows);
  for (const { start, counts: more } of part.windows) {
    const at = Date.parse(start);
    const known = windows.get(at);
    windows.set(at, known ? sum(known, more) : more);
  }
  const { stepSeconds, searchedTo, share, done } = part;
  return { stepSeconds, windows, searchedTo, share, done };
}

export function totalsOf({ windows }: LevelCounts): Counts {
  return [...windows.values()].reduce(sum, { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 });
}

export function totalOf(counts: Counts): number {
  return GRAVEST_FIRST.reduce((total, level) => total + counts[level], 0);
}

function sum(one: Counts, other: Counts): Counts {
  return {
    trace: one.trace + other.trace,
    debug: one.debug + other.debug,
    info: one.info + other.info,
    warn: one.warn + other.warn,
    error: one.error + other.error,
    fatal: one.fatal + other.fatal,
  };
}
