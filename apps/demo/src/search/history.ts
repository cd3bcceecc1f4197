import type { Sql } from "postgres";

const VISITORS = 16_000;
/** Only the commonest words of the index were asked for. */
const WORDS = 1_000;
const SECONDS_BETWEEN = 6;

/**
 * Makes a past of `count` searches, the newest now, when there is another one or none: the commoner a word, the more often it was
 * asked, though never much more. Nothing is added later, so that the demo costs the same after a week.
 */
export async function fillHistory(sql: Sql, count: number): Promise<void> {
  const [kept] = await sql<{ count: number }[]>`SELECT count(*)::int FROM searches`;
  if (kept?.count === count) return;
  await sql.begin(async (tx) => {
    await tx`SET LOCAL statement_timeout = 0`;
    await tx`TRUNCATE searches`;
    await tx`
      WITH words AS MATERIALIZED (
        SELECT word, row_number() OVER (ORDER BY files DESC, word) AS place
        FROM terms WHERE files < (SELECT count(*) / 4 FROM files)
        ORDER BY place LIMIT ${WORDS}
      ), drawn AS MATERIALIZED (
        SELECT now() - number * ${`${SECONDS_BETWEEN} s`}::interval AS asked_at, floor(${VISITORS}::int * random())::int AS visitor,
               1 + floor((SELECT count(*) FROM words) * random() ^ 1.1) AS place
        FROM generate_series(1, ${count}::int) AS number
      )
      INSERT INTO searches (asked_at, visitor, word) SELECT asked_at, visitor, word FROM drawn JOIN words USING (place)`;
  });
  await sql`ANALYZE searches`;
}
