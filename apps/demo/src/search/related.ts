import type { Sql } from "postgres";

/** It reads everything that was ever asked, so it may take longer than other statements. */
const STATEMENT_TIMEOUT_MS = 5_000;

export interface RelatedWord {
  word: string;
  /** Of those who asked for the one, so many asked for this one too. */
  visitors: number;
  lastAsked: Date;
}

/**
 * What those who asked for `q`, in whatever case, asked for as well. This is the demo's most wasteful question, though not its slowest:
 * it lowers every word of the whole table, twice, which an index on `lower(word)` and one on `visitor` would spare.
 */
export async function relatedWords(sql: Sql, { q, limit }: { q: string; limit: number }): Promise<RelatedWord[]> {
  return sql.begin("READ ONLY", async (tx) => {
    await tx.unsafe(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    return tx<RelatedWord[]>`
      SELECT word, count(DISTINCT visitor)::int AS visitors, max(asked_at) AS "lastAsked"
      FROM searches
      WHERE visitor IN (SELECT visitor FROM searches WHERE lower(word) = lower(${q})) AND lower(word) <> lower(${q})
      GROUP BY word ORDER BY visitors DESC, word LIMIT ${limit}`;
  });
}
