import { type MergedRollup, type Period, type Store, schema } from "@vigie/storage";
import { inArray } from "drizzle-orm";
import type { ErrorGroup, ErrorSample } from "../../error-groups.ts";

/** Texts of statements by id. */
export async function readStatementTexts(
  { db }: Store,
  ids: readonly number[],
): Promise<Map<number, { fingerprint: string; text: string }>> {
  if (ids.length === 0) return new Map();
  const { statements } = schema;
  const rows = await db
    .select()
    .from(statements)
    .where(inArray(statements.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row]));
}

interface GroupRow {
  id: number;
  fingerprint: string;
  type: string;
  place: string;
  firstSeen: Date;
  lastSeen: Date;
  releases: string[];
  resolvedAt: Date | null;
  isReopened: boolean;
  sample: (Omit<ErrorSample, "time"> & { time: string }) | null;
}

/**
 * Error groups by id, each without its count. One that is resolved is reopened when it was seen in a release that first ran
 * after that, or where the service does not say its release, when it was seen after that at all. Served by the index error_samples_group.
 */
export async function readErrorGroups(
  { sql }: Store,
  ids: readonly number[],
): Promise<Map<number, Omit<ErrorGroup, "count">>> {
  if (ids.length === 0) return new Map();
  const wanted = sql`ANY(${[...ids]}::bigint[])`;
  const rows = await sql<GroupRow[]>`
    WITH running AS (
      SELECT service_id, release, min(first_seen) AS first_run FROM instances
      WHERE service_id IN (SELECT service_id FROM error_groups WHERE id = ${wanted})
      GROUP BY service_id, release
    ), seen AS (
      SELECT groups.id, min(seen.first_seen) AS first_seen, max(seen.last_seen) AS last_seen,
        array_agg(seen.release ORDER BY running.first_run) FILTER (WHERE seen.release <> '') AS releases,
        bool_or(seen.last_seen > groups.resolved_at AND (seen.release = '' OR running.first_run > groups.resolved_at)) AS is_reopened
      FROM error_groups AS groups
      JOIN error_group_releases AS seen ON seen.group_id = groups.id
      LEFT JOIN running ON running.service_id = groups.service_id AND running.release = seen.release
      WHERE groups.id = ${wanted}
      GROUP BY groups.id
    ), newest AS (
      -- While a group is seen, a sample is kept each minute: the newest is near its last occurrence.
      SELECT DISTINCT ON (group_id) error_samples.* FROM seen
      JOIN error_samples ON group_id = seen.id AND time >= seen.last_seen - interval '2 hours'
      ORDER BY group_id, time DESC
    )
    SELECT groups.id::float8, groups.fingerprint, groups.type, groups.place, groups.resolved_at AS "resolvedAt",
      seen.first_seen AS "firstSeen", seen.last_seen AS "lastSeen", coalesce(seen.releases, '{}') AS releases,
      coalesce(seen.is_reopened, false) AS "isReopened",
      CASE WHEN newest.id IS NULL THEN NULL ELSE json_build_object(
        'time', newest.time, 'service', services.name, 'method', endpoints.method, 'route', endpoints.route, 'status', newest.status,
        'message', newest.message, 'stack', newest.stack, 'traceId', newest.trace_id,
        'instance', instances.name, 'release', instances.release) END AS sample
    FROM error_groups AS groups
    JOIN seen ON seen.id = groups.id
    JOIN services ON services.id = groups.service_id
    LEFT JOIN newest ON newest.group_id = groups.id
    LEFT JOIN endpoints ON endpoints.id = newest.endpoint_id
    LEFT JOIN instances ON instances.id = newest.instance_id`;
  return new Map(rows.map((row) => [row.id, toGroup(row)]));
}

function toGroup({ isReopened, firstSeen, lastSeen, resolvedAt, sample, ...row }: GroupRow): Omit<ErrorGroup, "count"> {
  return {
    ...row,
    firstSeen: iso(firstSeen),
    lastSeen: iso(lastSeen),
    resolvedAt: resolvedAt === null ? null : iso(resolvedAt),
    state: resolvedAt === null ? "open" : isReopened ? "reopened" : "resolved",
    sample: sample === null ? null : { ...sample, time: iso(sample.time) },
  };
}

/** The groups of a rollup with its counts, the most frequent first, at most `limit` of them. */
export function groupsOf(
  merged: MergedRollup,
  known: ReadonlyMap<number, Omit<ErrorGroup, "count">>,
  limit: number,
): ErrorGroup[] {
  return [...(merged.errors ?? [])]
    .flatMap(([id, count]) => {
      const group = known.get(id);
      return group ? [{ ...group, count }] : [];
    })
    .sort((a, b) => b.count - a.count)
    .slice(0, limit);
}

export interface RequestRow {
  time: string;
  traceId: string;
  status: number;
  durationMs: number;
  aborted: boolean;
  instanceId: number;
  kept: string;
  poolMs: number;
  sqlMs: number;
  cacheMs: number;
  httpMs: number;
  errorGroupId: number | null;
  which: "slowest" | "failing" | "typical";
}

/**
 * Requests of an endpoint that were kept whole: the slowest, those that failed last, and of the fair sample those nearest to
 * the median. Served by the index requests_endpoint.
 */
export async function readExemplars(
  { sql }: Store,
  {
    endpointId,
    instanceIds,
    period,
    medianMs,
    limit,
  }: {
    endpointId: number;
    instanceIds: readonly number[] | undefined;
    period: Period;
    medianMs: number;
    limit: number;
  },
): Promise<RequestRow[]> {
  const inScope = sql`
    endpoint_id = ${endpointId}
    AND time >= to_timestamp(${period.fromSeconds}::float8) AND time < to_timestamp(${period.toSeconds}::float8)
    ${instanceIds === undefined ? sql`` : sql`AND instance_id = ANY(${[...instanceIds]}::bigint[])`}`;
  const columns = sql`
    time, trace_id AS "traceId", status, duration_ms AS "durationMs", aborted, instance_id::float8 AS "instanceId", kept,
    pool_ms AS "poolMs", sql_ms AS "sqlMs", cache_ms AS "cacheMs", http_ms AS "httpMs", error_group_id::float8 AS "errorGroupId"`;
  const rows = await sql<(Omit<RequestRow, "time"> & { time: Date })[]>`
    (SELECT ${columns}, 'slowest' AS which FROM requests WHERE ${inScope} ORDER BY duration_ms DESC LIMIT ${limit})
    UNION ALL
    (SELECT ${columns}, 'failing' AS which FROM requests WHERE ${inScope} AND (status >= 500 OR error_group_id IS NOT NULL)
      ORDER BY time DESC LIMIT ${limit})
    UNION ALL
    (SELECT ${columns}, 'typical' AS which FROM requests WHERE ${inScope} AND kept = 'sample' AND status < 500
      ORDER BY abs(duration_ms - ${medianMs}::float8) LIMIT ${limit})`;
  return rows.map((row) => ({ ...row, time: iso(row.time) }));
}

function iso(time: Date | string): string {
  return new Date(time).toISOString();
}
