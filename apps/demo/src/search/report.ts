import type { Sql } from "postgres";

/** Less than what visitors wait for an answer. */
const STATEMENT_TIMEOUT_MS = 9_000;
const MOST_ROWS = 1_000;

export interface ReportedCount {
  /** What is counted: a word, a day, or a word on a day; what is null is not looked at. */
  word: string | null;
  day: string | null;
  searches: number;
  visitors: number;
}

/**
 * How often, and by how many, each word was asked for, anything on each day, and each word on each day: the greatest counts first. The
 * demo's slowest question, and a rare one.
 */
export async function reportSearches(sql: Sql): Promise<ReportedCount[]> {
  return sql.begin("READ ONLY", async (tx) => {
    await tx.unsafe(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    return tx<ReportedCount[]>`
      SELECT word, asked_at::date::text AS day, count(*)::int AS searches, count(DISTINCT visitor)::int AS visitors
      FROM searches
      GROUP BY GROUPING SETS ((word), (asked_at::date), (word, asked_at::date))
      ORDER BY searches DESC, word, day LIMIT ${MOST_ROWS}`;
  });
}
