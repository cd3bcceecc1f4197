import type { LogLevel } from "@vigie/protocol";
import type postgres from "postgres";
import { levelOf } from "./append-logs.ts";
import type { Sql } from "./connection.ts";

/** A log with the names of what it points to. */
export interface StoredLog {
  /** Place in the order in which logs were committed, without gaps. */
  id: number;
  /** ISO 8601, by the clock of the service. */
  time: string;
  level: LogLevel;
  message: string;
  /** Characters that were cut from the end of the message. */
  cutCharacters: number;
  service: string;
  instance: string;
  /** Empty where the service does not say. */
  release: string;
  environment: string;
  /** Of the request in which it was logged; null outside of one. */
  traceId: string | null;
  method: string | null;
  route: string | null;
  attributes: Record<string, unknown>;
  errors: { type: string; message: string; stack: string }[];
}

type Row = Omit<StoredLog, "level" | "attributes" | "errors"> & {
  severity: number;
  attributes: StoredLog["attributes"] | null;
  errors: StoredLog["errors"] | null;
};

export type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** Rows of `logs`, given as a query for them, by their time and id. `query` is the running statement, to cancel it. */
export async function readLogs(
  sql: Sql,
  { rows, newestFirst, signal }: { rows: Fragment; newestFirst: boolean; signal?: AbortSignal | undefined },
): Promise<StoredLog[]> {
  const direction = newestFirst ? sql`DESC` : sql``;
  const query = sql<Row[]>`
    SELECT line.id::float8, ${timeText(sql, sql`line.time`)} AS time, line.level AS severity, line.message,
      line.cut AS "cutCharacters", services.name AS service, instances.name AS instance, instances.release, instances.environment,
      replace(line.trace_id::text, '-', '') AS "traceId", endpoints.method, endpoints.route, line.attributes, line.errors
    FROM (${rows}) AS line
    JOIN services ON services.id = line.service_id
    JOIN instances ON instances.id = line.instance_id
    LEFT JOIN endpoints ON endpoints.id = line.endpoint_id
    ORDER BY line.time ${direction}, line.id ${direction}`;
  return (await cancelled(query, signal)).map(({ severity, attributes, errors, ...line }) => ({
    ...line,
    level: levelOf(severity),
    attributes: attributes ?? {},
    errors: errors ?? [],
  }));
}

/** Logs with ids from `afterId` on, without it, to `throughId`; in the order of their ids. */
export async function readLogsById(
  sql: Sql,
  { afterId, throughId }: { afterId: number; throughId: number },
): Promise<StoredLog[]> {
  const rows = sql`SELECT * FROM logs WHERE id > ${afterId} AND id <= ${throughId}`;
  const lines = await readLogs(sql, { rows, newestFirst: false });
  return lines.sort((a, b) => a.id - b.id);
}

/** Id of the log that was committed last; 0 before the first. */
export async function readLogPosition(sql: Sql): Promise<number> {
  const [row] = await sql<{ last: number }[]>`SELECT last::float8 FROM log_position`;
  return row?.last ?? 0;
}

/** Milliseconds are what services send. */
export function timeText(sql: Sql, column: Fragment): Fragment {
  return sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** Runs a statement, and ends it in Postgres too when the signal says so. */
export async function cancelled<T extends readonly postgres.MaybeRow[]>(
  query: postgres.PendingQuery<T & postgres.MaybeRow[]>,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  const cancel = () => query.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return (await query) as unknown as T;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}
