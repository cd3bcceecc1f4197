import type { appRouter } from "@vigie/api";

export type Caller = ReturnType<typeof appRouter.createCaller>;
export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

export interface Table {
  /** What was read, ISO 8601. */
  from: string;
  to: string;
  rows: Iterable<Row> | AsyncIterable<Row>;
}

/** Rows of one file; what finds more is better narrowed, and the last row says so. */
export const ROWS_AT_MOST = 100_000;

/** A query string, as it came: what is wrong in it the procedure says. */
export type Query = Record<string, string | undefined>;
