import type { MetricName, MetricWindow } from "./read-metrics.ts";
import type { Store } from "./store.ts";
import type { Period } from "./tile-stored.ts";

/** What the samples of one metric come to in one window, of one service or (null) of the targets and the machine. */
export interface ServiceMetricWindow extends MetricWindow {
  serviceId: number | null;
}

/**
 * The windows of `readMetricWindows`, of every service by itself in one query. For the last minutes: it reads single samples, whatever the
 * length of the period. Served by the index metrics_series.
 */
export async function readMetricWindowsByService(
  { sql }: Store,
  { metrics, period, stepSeconds }: { metrics: readonly MetricName[]; period: Period; stepSeconds: number },
): Promise<ServiceMetricWindow[]> {
  return sql<ServiceMetricWindow[]>`
    SELECT service_id::float8 AS "serviceId", type, series.name, start AS "startSeconds", sum(sum) AS sum, max(max) AS max,
      max(sum / samples) AS mean, sum(samples)::float8 AS samples
    FROM (
      SELECT instance_id, type, name, (floor(extract(epoch FROM time) / ${stepSeconds}::int) * ${stepSeconds}::int)::float8 AS start,
        sum(value) AS sum, max(value) AS max, count(*)::float8 AS samples
      FROM metrics
      WHERE (type, name) IN (SELECT * FROM unnest(${metrics.map((metric) => metric.type)}::text[], ${metrics.map((metric) => metric.name)}::text[]))
        AND time >= to_timestamp(${period.fromSeconds}::float8) AND time < to_timestamp(${period.toSeconds}::float8)
      GROUP BY instance_id, type, name, start, labels
    ) AS series
    LEFT JOIN instances ON instances.id = instance_id
    GROUP BY service_id, type, series.name, start`;
}
