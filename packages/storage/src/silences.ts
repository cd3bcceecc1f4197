import type { Sql } from "./connection.ts";
import { readRollupWindows } from "./read-rollups.ts";
import type { KnownService } from "./services.ts";
import type { Store } from "./store.ts";
import { type Period, tileStored } from "./tile-stored.ts";

/** What every instance sends every 10 s, whether it has requests or not. */
export const PRESENCE = { type: "system", name: "process.memory.rss" } as const;

export interface WatchedPeriod {
  services: readonly KnownService[];
  /** Only these instances; all of the services' when left out. */
  instanceIds?: readonly number[] | undefined;
  period: Period;
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
  const present = await readPresence(store, { ...of, stepSeconds: step });
  const silences: Period[] = [];
  let heardUntil = fromSeconds;
  for (const start of [...present, toSeconds]) {
    if (start - heardUntil >= step) silences.push({ fromSeconds: Math.ceil(heardUntil), toSeconds: Math.floor(start) });
    heardUntil = Math.max(heardUntil, start + step);
  }
  return silences;
}

/** Starts of the windows in which any of the instances was heard of, seconds, ascending. */
export async function readPresence(
  store: Store,
  { services, instanceIds, period, stepSeconds }: WatchedPeriod & { stepSeconds: number },
): Promise<number[]> {
  const serviceIds = services.map((service) => service.id);
  if (serviceIds.length === 0 || instanceIds?.length === 0 || period.fromSeconds >= period.toSeconds) return [];
  const { sql } = store;
  const ranges = await tileStored(store, {
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
  const rows = await sql<{ start: number }[]>`
    SELECT DISTINCT (floor(extract(epoch FROM at) / ${stepSeconds}::int) * ${stepSeconds}::int)::float8 AS start
    FROM (${windows}) AS windows ORDER BY start`;
  if (rows.length > 0) return rows.map((row) => row.start);
  // A service that sends no figures of its process is present where it has requests.
  const of = { kind: "service", ids: serviceIds, instanceIds } as const;
  const requests = await readRollupWindows(store, { ...of, period, stepSeconds });
  return [...requests.keys()].sort((a, b) => a - b);
}

function isPresence(sql: Sql) {
  return sql`type = ${PRESENCE.type} AND name = ${PRESENCE.name}`;
}
