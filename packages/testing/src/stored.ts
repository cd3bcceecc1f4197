import { MergedRollup, readBlock } from "@vigie/storage";
import postgres, { type Sql } from "postgres";

/** Requests that stand in the database at a step (seconds; 10 is what ingest appends): of one service, or of all. */
export async function storedRequests(sql: Sql, service?: string, step = 10): Promise<number> {
  const names = await sql<{ id: number; name: string }[]>`
    SELECT endpoints.id::float8, services.name FROM endpoints JOIN services ON services.id = service_id`;
  const wanted = new Set(names.filter(({ name }) => service === undefined || name === service).map(({ id }) => id));
  const merged = new MergedRollup();
  const rows = await sql<{ block: number; cells: Uint8Array }[]>`
    SELECT block_id::float8 AS block, cells FROM rollups WHERE kind = 'endpoint' AND step = ${step} AND in_total`;
  for (const { block, cells } of rows) {
    readBlock(cells, { block, startSeconds: 0 }, (id) => (wanted.has(id) ? merged : undefined));
  }
  return merged.count;
}

/** Messages of all stored logs, in the order in which they were committed. */
export async function storedMessages(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const rows = await sql<{ message: string }[]>`SELECT message FROM logs ORDER BY id`;
    return rows.map(({ message }) => message);
  } finally {
    await sql.end();
  }
}
