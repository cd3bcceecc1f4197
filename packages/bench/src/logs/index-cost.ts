import type { Sql } from "postgres";

/** What a way to index words costs when lines are stored. */
export interface IndexCost {
  index: string;
  linesPerSecond: number;
  /** Of the index on words alone. */
  indexBytesPerLine: number;
}

/** Lines of one transaction. */
const LINES_PER_COMMIT = 5_000;
const COLUMNS = "time, id, service_id, instance_id, endpoint_id, level, trace_id, message, cut, attributes, errors";
const TEXT = "message || ' ' || coalesce(attributes::text, '') || ' ' || coalesce(errors::text, '')";
const WAYS = [
  { index: "none" },
  { index: "GIN on hashes of words (Vigie)", on: "gin (words)" },
  { index: "GIN on to_tsvector(…)", on: `gin (to_tsvector('simple', ${TEXT}))` },
  { index: "GIN on trigrams", on: `gin ((${TEXT}) gin_trgm_ops)` },
];

/**
 * Copies lines that are stored already into tables that differ in their index on words alone, inside Postgres, and commits every few
 * thousand: what is left of the time is Postgres'.
 */
export async function measureIndexCost(sql: Sql, lines: number): Promise<IndexCost[]> {
  await sql.unsafe("CREATE EXTENSION IF NOT EXISTS pg_trgm");
  await sql.unsafe(
    `CREATE UNLOGGED TABLE cost_source AS SELECT ${COLUMNS}, words FROM logs ORDER BY time, id LIMIT ${lines}`,
  );
  await sql.unsafe("CREATE INDEX ON cost_source (id)");
  await sql.unsafe("VACUUM ANALYZE cost_source");
  const costs: IndexCost[] = [];
  for (const { index, on } of WAYS) {
    const columns = on === "gin (words)" ? `${COLUMNS}, words` : COLUMNS;
    await sql.unsafe(`CREATE TABLE cost AS SELECT ${columns} FROM cost_source LIMIT 0`);
    await sql.unsafe("ALTER TABLE cost ADD PRIMARY KEY (time, id)");
    if (on !== undefined) await sql.unsafe(`CREATE INDEX cost_words ON cost USING ${on}`);
    const began = performance.now();
    for (let from = 0; from < lines; from += LINES_PER_COMMIT) {
      const condition = `id > ${from} AND id <= ${Math.min(lines, from + LINES_PER_COMMIT)}`;
      await sql.unsafe(`INSERT INTO cost SELECT ${columns} FROM cost_source WHERE ${condition}`);
    }
    const seconds = (performance.now() - began) / 1000;
    await sql.unsafe("VACUUM cost");
    const [size] = await sql<
      { bytes: number }[]
    >`SELECT coalesce(pg_relation_size(to_regclass('cost_words')), 0)::float8 AS bytes`;
    costs.push({ index, linesPerSecond: lines / seconds, indexBytesPerLine: (size?.bytes ?? 0) / lines });
    await sql.unsafe("DROP TABLE cost");
  }
  await sql.unsafe("DROP TABLE cost_source");
  return costs;
}
