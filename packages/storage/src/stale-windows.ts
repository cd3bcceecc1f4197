import type { Transaction } from "./connection.ts";

export type StaleTable = "stale_windows" | "stale_metric_windows";

/** Marks windows of a step as not holding everything that the next finer step holds. Starts in seconds. */
export async function markStale(
  tx: Transaction,
  table: StaleTable,
  step: number,
  starts: Iterable<number>,
): Promise<void> {
  await tx`
    INSERT INTO ${tx(table)} (step, window_start)
    SELECT ${step}::int, to_timestamp(start) FROM unnest(${[...starts]}::float8[]) AS new (start)`;
}

/** One window to be written at `step` from what the next finer step holds. Seconds. */
export interface WindowToRewrite {
  step: number;
  finer: number;
  start: number;
}
