import type { Sql } from "./connection.ts";
import { readRollupWindows } from "./read-rollups.ts";
import type { KnownService } from "./services.ts";
import type { Store } from "./store.ts";
import { type Period, readStaleMarks, type StaleMarks, tileByMarks } from "./tile-stored.ts";

/** What every instance sends every 10 s, whether it has requests or not. */
export const PRESENCE = { type: "system", name: "process.memory.rss" } as const;

export interface WatchedPeriod {
  services: readonly KnownService[];
  /** Only these instances; all of the services' when left out. */
  instanceIds?: readonly number[] | undefined;
  period: Period;
  /** Read by the caller beside something else. */
  stale?: StaleMarks | undefined;
}

/** Periods up to this long are looked at by the minute, longer ones by the hour; seconds. */
const BY_MINUTE_SECONDS = 2 * 86_400;

/**
 * Times in which nothing was heard of any of the instances, after the first service was first seen: no request and no sign
 * of life. To the minute, over periods of more than two days to the hour.
 */
export async function readSilences(
  store: Store,
  { nowMs, ...of }: WatchedPeriod & { nowMs: number },
): Promise<Period[]> {
  const { services, period } = of;
  if (services.length === 0) return [];
  const step = period.toSeconds - period.fromSeconds <= BY_MINUTE_SECONDS ? 60 : 3_600;
  const firstSeen = Math.min(...services.map((service) => Date.parse(service.firstSeen) / 1000));
  const fromSeconds = Math.max(period.fromSeconds, firstSeen - step);
  // What is on its way now is not missing yet.
  const toSeconds = Math.min(period.toSeconds, nowMs / 1000 - 15);
  const heard = await readHeard(store, { ...of, stepSeconds: step });
  const silences: Period[] = [];
  let heardUntil = fromSeconds;
  for (const next of [...heard, { fromSeconds: toSeconds, toSeconds }]) {
    if (next.fromSeconds - heardUntil >= step)
      silences.push({ fromSeconds: Math.ceil(heardUntil), toSeconds: Math.floor(next.fromSeconds) });
    heardUntil = Math.max(heardUntil, next.toSeconds);
  }
  return silences;
}

/** When each service was last heard of, by its id; milliseconds since 1970. */
export async function readLastHeard(sql: Sql): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ id: number; at: number }[]>`
    SELECT service_id::float8 AS id, (extract(epoch FROM max(last_seen)) * 1000)::float8 AS at FROM instances GROUP BY service_id`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** Starts of the windows in which any of the instances was heard of, seconds, ascending. */
export async function readPresence(store: Store, of: WatchedPeriod & { stepSeconds: number }): Promise<number[]> {
  const heard = await readHeard(store, of);
  return heard.flatMap(({ fromSeconds, toSeconds }) =>
    Array.from({ length: (toSeconds - fromSeconds) / of.stepSeconds }, (_, i) => fromSeconds + i * of.stepSeconds),
  );
}

/** Windows in which any of the instances was heard of, neighbouring ones as one; ascending. */
async function readHeard(
  store: Store,
  { services, instanceIds, period, stale, stepSeconds }: WatchedPeriod & { stepSeconds: number },
): Promise<Period[]> {
  const serviceIds = services.map((service) => service.id);
  if (serviceIds.length === 0 || instanceIds?.length === 0 || period.fromSeconds >= period.toSeconds) return [];
  const { sql } = store;
  const ranges = tileByMarks(stale ?? (await readStaleMarks(store)), {
    marks: "stale_metric_windows",
    steps: [10, 60, 3_600],
    period,
    widestStep: stepSeconds,
  });
  const ofInstances =
    instanceIds === undefined
      ? sql`instance_id IN (SELECT id FROM instances WHERE service_id = ANY(${serviceIds}::bigint[]))`
      : sql`instance_id = ANY(${[...instanceIds]}::bigint[])`;
  const windows = ranges
    .map(({ step, fromSeconds, toSeconds }) =>
      step < 60
        ? sql`
          SELECT time AS at FROM metrics
          WHERE ${isPresence(sql)} AND ${ofInstances} 
            AND time >= to_timestamp(${fromSeconds}::float8) AND time < to_timestamp(${toSeconds}::float8)`
        : sql`
          SELECT window_start AS at FROM metric_rollups
          WHERE step = ${step} AND ${isPresence(sql)} AND ${ofInstances}
            AND window_start >= to_timestamp(${fromSeconds}::float8) AND window_start < to_timestamp(${toSeconds}::float8)`,
    )
    .reduce((all, part) => sql`${all} UNION ALL ${part}`);
  // As runs, because a day has 1,440 minutes and mostly one of these. Numbers less their rank are the same within a run.
  const rows = await sql<Period[]>`
    SELECT ${stepSeconds}::int * min(number)::float8 AS "fromSeconds", ${stepSeconds}::int * (max(number) + 1)::float8 AS "toSeconds"
    FROM (
      SELECT number, number - row_number() OVER (ORDER BY number) AS run
      FROM (SELECT DISTINCT floor(date_part('epoch', at) / ${stepSeconds}::int)::int AS number FROM (${windows}) AS windows) AS heard
    ) AS heard
    GROUP BY run ORDER BY 1`;
  if (rows.length > 0) return rows;
  // A service that sends no figures of its process is present where it has requests.
  const of = { kind: "service", ids: serviceIds, instanceIds } as const;
  const requests = await readRollupWindows(store, { ...of, period, stepSeconds });
  const starts = [...requests.keys()].sort((a, b) => a - b);
  return starts.map((start) => ({ fromSeconds: start, toSeconds: start + stepSeconds }));
}

function isPresence(sql: Sql) {
  return sql`type = ${PRESENCE.type} AND name = ${PRESENCE.name}`;
}
