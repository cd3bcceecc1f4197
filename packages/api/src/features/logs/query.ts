import { cancelled, type Fragment, levelOf, readLogs, type Store, type StoredLog, timeText } from "@vigie/storage";
import type { LevelCounts, LogCursor } from "./shapes.ts";

type Sql = Store["sql"];

/** Logs from a moment on (included), up to a log (not included). */
export interface LogRange {
  from: string;
  before: LogCursor;
}

interface RangeQuery extends LogRange {
  condition: Fragment;
  limit: number;
  signal: AbortSignal | undefined;
}

/** The range by time as well as by place in it: only the time tells Postgres which partitions to leave out. */
function inRange(sql: Sql, { from, before }: LogRange): Fragment {
  return sql`time >= ${from}::timestamptz AND time <= ${before.time}::timestamptz
    AND (time, id) < (${before.time}::timestamptz, ${before.id}::bigint)`;
}

/** The log that lies `count` logs back from the end of the range, whatever it says; null when there are fewer. Serves: primary key. */
export async function readBoundary(
  { searches: sql }: Store,
  { count, signal, ...range }: LogRange & { count: number; signal: AbortSignal | undefined },
): Promise<LogCursor | null> {
  const query = sql<LogCursor[]>`
    SELECT ${timeText(sql, sql`logs.time`)} AS time, id::float8 FROM logs WHERE ${inRange(sql, range)}
    ORDER BY logs.time DESC, id DESC OFFSET ${count - 1} LIMIT 1`;
  return (await cancelled(query, signal))[0] ?? null;
}

/** The newest matches of a range, read in the order of time: for a range in which they are many, or which is short. */
export function readInOrder(
  { searches: sql }: Store,
  { condition, limit, signal, ...range }: RangeQuery,
): Promise<StoredLog[]> {
  const rows = sql`
    SELECT * FROM logs WHERE ${inRange(sql, range)} AND ${condition} ORDER BY time DESC, id DESC LIMIT ${limit}`;
  return readLogs(sql, { rows, newestFirst: true, signal });
}

/** The same by way of an index on words or traces: for matches that are few. The fence keeps Postgres from walking through time instead. */
export function readByIndex(
  { searches: sql }: Store,
  { condition, limit, signal, ...range }: RangeQuery,
): Promise<StoredLog[]> {
  const rows = sql`
    SELECT * FROM (SELECT * FROM logs WHERE ${inRange(sql, range)} AND ${condition} OFFSET 0) AS matches
    ORDER BY time DESC, id DESC LIMIT ${limit}`;
  return readLogs(sql, { rows, newestFirst: true, signal });
}

/** The same for levels that are rare: each is read in the order of time from the index on levels. */
export function readByLevel(
  { searches: sql }: Store,
  { severities, condition, limit, signal, ...range }: RangeQuery & { severities: readonly number[] },
): Promise<StoredLog[]> {
  const ofLevel = (severity: number) => sql`(
    SELECT * FROM logs WHERE level = ${severity} AND ${inRange(sql, range)} AND ${condition}
    ORDER BY time DESC, id DESC LIMIT ${limit})`;
  const all = severities.map(ofLevel).reduce((before, one) => sql`${before} UNION ALL ${one}`);
  const rows = sql`SELECT * FROM (${all}) AS matches ORDER BY time DESC, id DESC LIMIT ${limit}`;
  return readLogs(sql, { rows, newestFirst: true, signal });
}

/**
 * Matches by window of `stepSeconds` and level, from a moment on up to another. `date_bin` counts in whole numbers, where `extract` is numeric
 * and takes three times as long; without the fence Postgres expects as many windows as there are times.
 */
export async function countByLevel(
  { searches: sql }: Store,
  {
    from,
    to,
    stepSeconds,
    condition,
    signal,
  }: { from: string; to: string; stepSeconds: number; condition: Fragment; signal: AbortSignal | undefined },
): Promise<{ startSeconds: number; level: keyof LevelCounts; count: number }[]> {
  const query = sql<{ startSeconds: number; severity: number; count: number }[]>`
    SELECT extract(epoch FROM start)::float8 AS "startSeconds", level AS severity, count(*)::float8 AS count
    FROM (
      SELECT date_bin(make_interval(secs => ${stepSeconds}::float8), time, 'epoch'::timestamptz) AS start, level
      FROM logs WHERE time >= ${from}::timestamptz AND time < ${to}::timestamptz AND ${condition} OFFSET 0
    ) AS matches
    GROUP BY start, level`;
  return (await cancelled(query, signal)).map(({ severity, ...row }) => ({ ...row, level: levelOf(severity) }));
}

/** One log by where it stands. */
export async function readOne({ searches: sql }: Store, { time, id }: LogCursor): Promise<StoredLog | undefined> {
  const rows = sql`SELECT * FROM logs WHERE time = ${time}::timestamptz AND id = ${id}::bigint`;
  return (await readLogs(sql, { rows, newestFirst: false }))[0];
}

/** What the instance that logged a line logged before or after it; oldest first. */
export async function readAround(
  { searches: sql }: Store,
  { at, limit, side }: { at: LogCursor; limit: number; side: "before" | "after" },
): Promise<StoredLog[]> {
  const ofInstance = sql`instance_id = (SELECT instance_id FROM logs WHERE time = ${at.time}::timestamptz AND id = ${at.id}::bigint)`;
  const place = sql`(${at.time}::timestamptz, ${at.id}::bigint)`;
  const rows =
    side === "before"
      ? sql`SELECT * FROM logs WHERE time <= ${at.time}::timestamptz AND (time, id) < ${place} AND ${ofInstance}
          ORDER BY time DESC, id DESC LIMIT ${limit}`
      : sql`SELECT * FROM logs WHERE time >= ${at.time}::timestamptz AND (time, id) > ${place} AND ${ofInstance}
          ORDER BY time, id LIMIT ${limit}`;
  return readLogs(sql, { rows, newestFirst: false });
}

/** Matches that were committed behind one log, up to another; in the order of their ids. Serves: the index on ids. */
export async function readCommitted(
  { searches: sql }: Store,
  { afterId, throughId, condition }: { afterId: number; throughId: number; condition: Fragment },
): Promise<StoredLog[]> {
  const rows = sql`SELECT * FROM logs WHERE id > ${afterId}::bigint AND id <= ${throughId}::bigint AND ${condition}`;
  return (await readLogs(sql, { rows, newestFirst: false })).sort((a, b) => a.id - b.id);
}
