import type { Sql } from "postgres";

const MOST = 8;

/** Words of the index that begin so, the commonest first. Their table is small enough to be read as a whole. */
export async function suggestWords(sql: Sql, prefix: string): Promise<string[]> {
  const rows = await sql<{ word: string }[]>`
    SELECT word FROM terms WHERE starts_with(word, ${prefix.toLowerCase()}) ORDER BY files DESC, word LIMIT ${MOST}`;
  return rows.map(({ word }) => word);
}
