import type { Transaction } from "./connection.ts";
import type { WindowToRewrite } from "./stale-windows.ts";

/** One row per series, from the samples or from the minutes. */
export async function rewriteMetricWindow(tx: Transaction, { step, finer, start }: WindowToRewrite): Promise<void> {
  const from = tx`to_timestamp(${start}::float8)`;
  const to = tx`to_timestamp(${start + step}::float8)`;
  await tx`DELETE FROM metric_rollups WHERE step = ${step} AND window_start = ${from}`;
  const finerRows =
    finer < 60
      ? tx`SELECT type, name, instance_id, labels, value AS sum, value AS max, 1 AS samples FROM metrics WHERE time >= ${from} AND time < ${to}`
      : tx`
        SELECT type, name, instance_id, labels, sum, max, samples FROM metric_rollups
        WHERE step = ${finer} AND window_start >= ${from} AND window_start < ${to}`;
  await tx`
    INSERT INTO metric_rollups (step, window_start, type, name, instance_id, labels, sum, max, samples)
    SELECT ${step}::int, ${from}, type, name, instance_id, labels, sum(sum), max(max), sum(samples)
    FROM (${finerRows}) AS finer
    GROUP BY type, name, instance_id, labels`;
}
