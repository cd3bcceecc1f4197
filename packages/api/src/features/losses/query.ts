import { LOSS_METRIC, type Period, type Store } from "@vigie/storage";

export interface LossRow {
  service: string;
  instance: string;
  what: string;
  cause: string;
  count: number;
  lastAt: string;
}

/** What limits cost in the period, by instance and cause, the latest first. Served by the index metrics_series. */
export async function readLosses(
  { sql }: Store,
  { serviceIds, period }: { serviceIds: readonly number[]; period: Period },
): Promise<LossRow[]> {
  const rows = await sql<LossRow[]>`
    SELECT services.name AS service, instances.name AS instance, labels->>'what' AS what, labels->>'cause' AS cause,
      sum(value) AS count, max(time) AS "lastAt"
    FROM metrics
    JOIN instances ON instances.id = metrics.instance_id
    JOIN services ON services.id = instances.service_id
    WHERE type = 'custom' AND metrics.name = ${LOSS_METRIC}
      AND time >= to_timestamp(${period.fromSeconds}::float8) AND time < to_timestamp(${period.toSeconds}::float8)
      AND services.id = ANY(${[...serviceIds]}::bigint[])
    GROUP BY services.name, instances.name, what, cause
    ORDER BY "lastAt" DESC
    LIMIT 100`;
  return rows.map((row) => ({ ...row, lastAt: new Date(row.lastAt).toISOString() }));
}
