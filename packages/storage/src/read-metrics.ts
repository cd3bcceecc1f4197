import type { StepRange } from "@vigie/series";
import type { Store } from "./store.ts";
import { type Period, tileStored } from "./tile-stored.ts";

export interface MetricName {
  type: string;
  name: string;
}

/** Which samples: those of the targets and of the instances of these services. */
export interface MetricScope {
  metrics: readonly MetricName[];
  serviceIds: readonly number[];
  /** That a sample has, beside others. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Without those that no instance sent: of the targets, and recorded by hand. */
  onlyInstances?: boolean | undefined;
}

/** What the samples of one metric in one window come to. */
export interface MetricWindow extends MetricName {
  startSeconds: number;
  sum: number;
  max: number;
  /** Mean over time of each series (instance and labels), the largest of these. */
  mean: number;
  samples: number;
}

/** Newest value of one metric: of several series (instances, mounts) the largest. */
export interface MetricLatest extends MetricName {
  value: number;
  atSeconds: number;
}

/** A gauge older than this at the end of the period is not "the latest" but a gap, seconds. */
const FRESH_SECONDS = 60;

/** One window per metric and step; `stepSeconds` null gives the whole period as one. Windows without samples are missing. */
export async function readMetricWindows(
  store: Store,
  { period, stepSeconds, ...of }: MetricScope & { period: Period; stepSeconds: number | null },
): Promise<MetricWindow[]> {
  if (of.metrics.length === 0 || period.fromSeconds >= period.toSeconds) return [];
  const { sql } = store;
  const ranges = await tileMetrics(store, period, stepSeconds);
  const stored = storedWindows(store, { ...of, period, stepSeconds, ranges });
  return sql<MetricWindow[]>`
    SELECT type, name, start AS "startSeconds", sum(sum) AS sum, max(max) AS max, max(sum / samples) AS mean,
      sum(samples)::float8 AS samples
    FROM (
      SELECT type, name, start, sum(sum) AS sum, max(max) AS max, sum(samples)::float8 AS samples
      FROM (${stored}) AS stored
      GROUP BY type, name, start, instance_id, labels
    ) AS series
    GROUP BY type, name, start`;
}

function tileMetrics(store: Store, period: Period, stepSeconds: number | null): Promise<StepRange[]> {
  return tileStored(store, {
    marks: "stale_metric_windows",
    steps: [10, 60, 3600],
    period,
    widestStep: stepSeconds ?? undefined,
  });
}

/** Rows that hold all samples of the period at this moment, from the coarsest steps: type, name, series, start, sum, max, samples. */
function storedWindows(
  store: Store,
  {
    period,
    stepSeconds,
    ranges,
    ...of
  }: MetricScope & { period: Period; stepSeconds: number | null; ranges: readonly StepRange[] },
) {
  const { sql } = store;
  const scope = inScope(store, of);
  const startOf = (time: ReturnType<typeof sql>) =>
    stepSeconds === null
      ? sql`${period.fromSeconds}::float8`
      : sql`(floor(extract(epoch FROM ${time}) / ${stepSeconds}::int) * ${stepSeconds}::int)::float8`;
  return ranges
    .map((range) =>
      range.step < 60
        ? sql`
          SELECT type, name, instance_id, labels, ${startOf(sql`time`)} AS start, value AS sum, value AS max, 1 AS samples
          FROM metrics WHERE ${scope} AND ${inPeriod(store, range)}`
        : sql`
          SELECT type, name, instance_id, labels, ${startOf(sql`window_start`)} AS start, sum, max, samples
          FROM metric_rollups
          WHERE step = ${range.step} AND ${scope}
            AND window_start >= to_timestamp(${range.fromSeconds}::float8) AND window_start < to_timestamp(${range.toSeconds}::float8)`,
    )
    .reduce((all, part) => sql`${all} UNION ALL ${part}`);
}

/** The newest sample of each metric at the end of the period. */
export async function readLatestMetrics(
  store: Store,
  { metrics, serviceIds, period }: MetricScope & { period: Period },
): Promise<MetricLatest[]> {
  if (metrics.length === 0) return [];
  const fresh = {
    fromSeconds: Math.max(period.fromSeconds, period.toSeconds - FRESH_SECONDS),
    toSeconds: period.toSeconds,
  };
  return store.sql<MetricLatest[]>`
    SELECT type, name, max(value) AS value, max(at)::float8 AS "atSeconds"
    FROM (
      SELECT DISTINCT ON (type, name, instance_id, labels) type, name, value, extract(epoch FROM time) AS at
      FROM metrics
      WHERE ${inScope(store, { metrics, serviceIds })} AND ${inPeriod(store, fresh)}
      ORDER BY type, name, instance_id, labels, time DESC
    ) AS newest
    GROUP BY type, name`;
}

export interface MetricSeries {
  labels: Record<string, string>;
  /** Service and instance that sent it; null for what the collectors sampled. */
  service: string | null;
  instance: string | null;
  /** Mean of each window, by its start in seconds. */
  windows: { startSeconds: number; mean: number }[];
}

/** Every series of one metric by itself. */
export async function readMetricSeries(
  store: Store,
  {
    metric,
    serviceIds,
    period,
    stepSeconds,
    limit,
  }: { metric: MetricName; serviceIds: readonly number[]; period: Period; stepSeconds: number; limit: number },
): Promise<MetricSeries[]> {
  if (period.fromSeconds >= period.toSeconds) return [];
  const ranges = await tileMetrics(store, period, stepSeconds);
  const stored = storedWindows(store, { metrics: [metric], serviceIds, period, stepSeconds, ranges });
  return store.sql<MetricSeries[]>`
    SELECT labels, services.name AS service, instances.name AS instance, windows
    FROM (
      SELECT labels, instance_id, json_agg(json_build_object('startSeconds', start, 'mean', mean) ORDER BY start) AS windows
      FROM (
        SELECT labels, instance_id, start, sum(sum) / sum(samples) AS mean FROM (${stored}) AS stored
        GROUP BY labels, instance_id, start
      ) AS points
      GROUP BY labels, instance_id
      ORDER BY labels::text
      LIMIT ${limit}
    ) AS series
    LEFT JOIN instances ON instances.id = series.instance_id
    LEFT JOIN services ON services.id = instances.service_id`;
}

function inScope({ sql }: Store, { metrics, serviceIds, labels, onlyInstances = false }: MetricScope) {
  return sql`
    (type, name) IN (SELECT * FROM unnest(${metrics.map((metric) => metric.type)}::text[], ${metrics.map((metric) => metric.name)}::text[]))
    AND (${onlyInstances ? sql`FALSE` : sql`instance_id IS NULL`} OR instance_id IN (SELECT id FROM instances WHERE service_id = ANY(${[...serviceIds]}::bigint[])))
    ${labels === undefined ? sql`` : sql`AND labels @> ${JSON.stringify(labels)}::jsonb`}`;
}

function inPeriod({ sql }: Store, { fromSeconds, toSeconds }: Period) {
  return sql`time >= to_timestamp(${fromSeconds}::float8) AND time < to_timestamp(${toSeconds}::float8)`;
}
