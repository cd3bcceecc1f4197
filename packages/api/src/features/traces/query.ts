import type { BatchSpan, LoggedError, LogLevel } from "@vigie/protocol";
import { cancelled, type Fragment, levelOf, type Store, timeText, traceUuid } from "@vigie/storage";
import type { KeptRequest, TraceCursor } from "./shapes.ts";

type Sql = Store["sql"];

/** A kept request as it is read, with its waits one by one. */
export interface RequestRow extends Omit<KeptRequest, "parts"> {
  poolMs: number;
  sqlMs: number;
  cacheMs: number;
  httpMs: number;
}

/** Names are joined when the rows are few. */
function named(sql: Sql, rows: Fragment, more: Fragment): Fragment {
  return sql`
    SELECT line.id, ${timeText(sql, sql`line.time`)} AS time, services.name AS service, instances.name AS instance, instances.release,
      instances.environment, endpoints.method, endpoints.route, line.status, line.duration_ms AS "durationMs", line.aborted,
      line.trace_id AS "traceId", line.kept, line.pool_ms AS "poolMs", line.sql_ms AS "sqlMs", line.cache_ms AS "cacheMs",
      line.http_ms AS "httpMs", error_groups.type AS "errorType" ${more}
    FROM (${rows}) AS line
    JOIN instances ON instances.id = line.instance_id
    JOIN services ON services.id = instances.service_id
    JOIN endpoints ON endpoints.id = line.endpoint_id
    LEFT JOIN error_groups ON error_groups.id = line.error_group_id`;
}

/** Kept requests that began from one moment on up to another, the newest or the slowest first. */
export async function readRequests(
  { searches: sql }: Store,
  {
    from,
    to,
    condition,
    sort,
    after,
    limit,
    signal,
  }: {
    from: string;
    to: string;
    condition: Fragment;
    sort: "newest" | "slowest";
    after: TraceCursor | null;
    limit: number;
    signal: AbortSignal | undefined;
  },
): Promise<RequestRow[]> {
  const isNewest = sort === "newest";
  const order = (row: Fragment) =>
    isNewest ? sql`${row}time DESC, ${row}id DESC` : sql`${row}duration_ms DESC, ${row}id DESC`;
  const past =
    after === null
      ? sql``
      : isNewest
        ? sql`AND (time, id) < (${after.time}::timestamptz, ${after.id}::uuid)`
        : sql`AND (duration_ms, id) < (${after.durationMs}::float8, ${after.id}::uuid)`;
  const rows = sql`
    SELECT * FROM requests WHERE time >= ${from}::timestamptz AND time < ${to}::timestamptz AND ${condition} ${past}
    ORDER BY ${order(sql``)} LIMIT ${limit}`;
  const query = sql<RequestRow[]>`${named(sql, rows, sql``)} ORDER BY ${order(sql`line.`)}`;
  return cancelled(query, signal);
}

export async function countRequests(
  { searches: sql }: Store,
  { from, to, condition, signal }: { from: string; to: string; condition: Fragment; signal: AbortSignal | undefined },
): Promise<number> {
  const query = sql<{ count: number }[]>`
    SELECT count(*)::float8 AS count FROM requests
    WHERE time >= ${from}::timestamptz AND time < ${to}::timestamptz AND ${condition}`;
  return (await cancelled(query, signal))[0]?.count ?? 0;
}

export interface TraceRow extends RequestRow {
  spanId: string | null;
  parentSpanId: string | null;
  sentBytes: number;
  url: string | null;
  headers: Record<string, string> | null;
  attributes: Record<string, unknown> | null;
  spans: BatchSpan[] | null;
  spansLeftOut: number;
  errorGroupId: number | null;
  fingerprint: string | null;
  place: string | null;
  message: string | null;
  stack: string | null;
}

/** Everything kept of the requests of a trace, in the order in which they began. Serves: requests_trace. */
export async function readTraceRequests({ searches: sql }: Store, traceId: string): Promise<TraceRow[]> {
  const more = sql`, line.span_id AS "spanId", line.parent_span_id AS "parentSpanId", line.sent_bytes::float8 AS "sentBytes", line.url,
    line.headers, line.attributes, line.spans, line.spans_left_out AS "spansLeftOut", line.error_group_id::float8 AS "errorGroupId",
    error_groups.fingerprint, error_groups.place, samples.message, samples.stack`;
  const rows = sql`SELECT * FROM requests WHERE trace_id = ${traceId}`;
  return sql<TraceRow[]>`
    WITH samples AS (
      -- Of this very trace; others of the group may say something else.
      SELECT DISTINCT ON (group_id) group_id, message, stack FROM error_samples
      WHERE trace_id = ${traceId} AND group_id IN (SELECT error_group_id FROM requests WHERE trace_id = ${traceId})
    )
    ${named(sql, rows, more)} LEFT JOIN samples ON samples.group_id = line.error_group_id
    ORDER BY line.time, line.id`;
}

/** Texts of statements by service and fingerprint. */
export async function readStatements(
  { searches: sql }: Store,
  fingerprints: readonly string[],
): Promise<{ service: string; fingerprint: string; text: string }[]> {
  if (fingerprints.length === 0) return [];
  return sql<{ service: string; fingerprint: string; text: string }[]>`
    SELECT services.name AS service, fingerprint, text FROM statements JOIN services ON services.id = service_id
    WHERE fingerprint = ANY(${[...fingerprints]}::text[])`;
}

/** How many logs of each level a trace has, and when they begin and end (ISO 8601). Serves: logs_trace. */
export async function readTraceLogs(
  { searches: sql }: Store,
  traceId: string,
): Promise<{ level: LogLevel; count: number; first: string; last: string }[]> {
  const rows = await sql<{ severity: number; count: number; first: string; last: string }[]>`
    SELECT level AS severity, count(*)::float8 AS count, ${timeText(sql, sql`min(time)`)} AS first, ${timeText(sql, sql`max(time)`)} AS last
    FROM logs WHERE trace_id = ${traceUuid(traceId)}::uuid GROUP BY level`;
  return rows.map(({ severity, ...row }) => ({ ...row, level: levelOf(severity) }));
}

/** Errors that were logged in a trace, the first ones. Serves: logs_trace. */
export async function readLoggedErrors({ searches: sql }: Store, traceId: string): Promise<LoggedError[]> {
  const rows = await sql<{ errors: LoggedError[] }[]>`
    SELECT errors FROM logs WHERE trace_id = ${traceUuid(traceId)}::uuid AND errors IS NOT NULL ORDER BY time, id LIMIT 20`;
  return rows.flatMap(({ errors }) => errors);
}
