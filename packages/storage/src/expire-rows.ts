import type { Transaction } from "./connection.ts";
import { oldestKeptMs, type Retention } from "./retention.ts";

/** Deleted of each table in one run, so that none takes long; the rest goes in the next. */
const ROWS_AT_ONCE = 1_000;

/**
 * Deletes what retention no longer keeps of the tables that are too small to be partitioned: alerts that are over with all that
 * happened to them, anomalies that ended, the audit log. Returns how many alerts, anomalies and entries of the log.
 */
export async function expireRows(tx: Transaction, nowMs: number, retention: Retention): Promise<number> {
  const before = (kind: "alerts" | "anomalies" | "audit") =>
    tx`to_timestamp(${oldestKeptMs(retention, kind, nowMs) / 1000}::float8)`;
  const alerts = await tx<{ id: string }[]>`
    DELETE FROM alerts WHERE id IN (
      SELECT id FROM alerts WHERE resolved_at < ${before("alerts")} ORDER BY opened_at, id LIMIT ${ROWS_AT_ONCE})
    RETURNING id`;
  if (alerts.length > 0) {
    const ids = alerts.map(({ id }) => id);
    await tx`DELETE FROM alert_events WHERE alert_id = ANY(${ids}::bigint[])`;
    await tx`DELETE FROM notifications WHERE alert_id = ANY(${ids}::bigint[])`;
  }
  const anomalies = await tx`
    DELETE FROM anomalies WHERE id IN (
      SELECT id FROM anomalies WHERE ended_at < ${before("anomalies")} ORDER BY onset LIMIT ${ROWS_AT_ONCE})`;
  const audit = await tx`
    DELETE FROM audit WHERE id IN (
      SELECT id FROM audit WHERE time < ${before("audit")} ORDER BY time LIMIT ${ROWS_AT_ONCE})`;
  return alerts.length + anomalies.count + audit.count;
}
