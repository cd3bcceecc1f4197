import { ALERTS_CHANNEL, afterEvaluation, changeAt, changedByPerson, noteEvents, type TellAlerts } from "./alerts.ts";
import type { Sql, Transaction } from "./connection.ts";

/** What a person does to alerts. Times are milliseconds since 1970. */
export interface AlertAction {
  ids: readonly number[];
  by: string | null;
  note: string | null;
  atMs: number;
}

/** Why an action was refused: of which alert, and as it is. Nothing was changed. */
export type AlertRefusal =
  | { id: number; why: "unknown" }
  | { id: number; why: "ended"; at: string }
  | { id: number; why: "acknowledged"; by: string; at: string };

/** Somebody looks at them. Of two people the second is refused, but the same person may add a note. */
export function acknowledgeAlerts(sql: Sql, action: AlertAction): Promise<AlertRefusal | number> {
  return acting(sql, action, async (tx, { ids, by, note, atMs }) => {
    const [taken] = await tx<{ id: number; by: string | null; at: Date | string }[]>`
      SELECT id::float8, acknowledged_by AS by, acknowledged_at AS at FROM alerts
      WHERE id = ANY(${[...ids]}::bigint[]) AND acknowledged_at IS NOT NULL AND acknowledged_by IS DISTINCT FROM ${by} ORDER BY id LIMIT 1`;
    if (taken)
      return { id: taken.id, why: "acknowledged", by: taken.by ?? "Somebody", at: new Date(taken.at).toISOString() };
    const at = atMs / 1000;
    const done = await tx`
      UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, to_timestamp(${at}::float8)), acknowledged_by = ${by},
        note = coalesce(${note}, note)
      WHERE id = ANY(${[...ids]}::bigint[]) RETURNING id`;
    await noteEvents(tx, { alertIds: ids, kind: "acknowledged", at, by, note });
    return done.length;
  });
}

/** Nobody is told of them before `untilMs`. */
export function snoozeAlerts(sql: Sql, action: AlertAction & { untilMs: number }): Promise<AlertRefusal | number> {
  return acting(sql, action, async (tx, { ids, by, note, atMs }) => {
    const done = await tx`
      UPDATE alerts SET snoozed_until = to_timestamp(${action.untilMs / 1000}::float8), snoozed_by = ${by}
      WHERE id = ANY(${[...ids]}::bigint[]) RETURNING id`;
    const until = `until ${new Date(action.untilMs).toISOString()}`;
    await noteEvents(tx, {
      alertIds: ids,
      kind: "snoozed",
      at: atMs / 1000,
      by,
      note: note ? `${until}: ${note}` : until,
    });
    return done.length;
  });
}

/** Ends snoozes; who had been told learns that the alert is still open. */
export function wakeAlerts(sql: Sql, action: AlertAction, tell: TellAlerts): Promise<AlertRefusal | number> {
  return acting(sql, action, async (tx, { ids, by, note, atMs }) => {
    const woken = await tx<{ id: number; severity: string }[]>`
      UPDATE alerts SET snoozed_until = NULL, snoozed_by = NULL
      WHERE id = ANY(${[...ids]}::bigint[]) AND snoozed_until IS NOT NULL RETURNING id::float8, severity`;
    await noteEvents(tx, { alertIds: woken.map(({ id }) => id), kind: "woken", at: atMs / 1000, by, note });
    if (woken.length > 0) await tell(tx, woken, "changed", changeAt(atMs / 1000));
    return woken.length;
  });
}

/** Ends alerts by hand. Their condition must have been over once before there is a new one. */
export function resolveAlertsByHand(sql: Sql, action: AlertAction, tell: TellAlerts): Promise<AlertRefusal | number> {
  return acting(sql, action, async (tx, { ids, by, note, atMs }) => {
    const at = atMs / 1000;
    const ended = await tx<{ id: number; severity: string }[]>`
      UPDATE alerts SET resolved_at = to_timestamp(${at}::float8), resolution = 'by-hand', resolved_by = ${by}
      WHERE id = ANY(${[...ids]}::bigint[]) RETURNING id::float8, severity`;
    await tx`
      UPDATE rule_states SET alert_id = NULL, clear_since = NULL, no_data_since = NULL, is_handled = true
      WHERE alert_id = ANY(${[...ids]}::bigint[])`;
    await noteEvents(tx, { alertIds: ids, kind: "resolved", at, by, note });
    await tell(tx, ended, "resolved", 0);
    await changedByPerson(tx);
    return ended.length;
  });
}

/** All of them or none: each must be there and open. Locked in the order of their ids, so that two people never wait for each other. */
async function acting(
  sql: Sql,
  action: AlertAction,
  act: (tx: Transaction, action: AlertAction) => Promise<AlertRefusal | number>,
): Promise<AlertRefusal | number> {
  const ids = [...new Set(action.ids)].sort((a, b) => a - b);
  return sql.begin(async (tx) => {
    await afterEvaluation(tx);
    const rows = await tx<{ id: number; resolvedAt: Date | string | null }[]>`
      SELECT id::float8, resolved_at AS "resolvedAt" FROM alerts WHERE id = ANY(${ids}::bigint[]) ORDER BY id FOR UPDATE`;
    for (const id of ids) {
      const row = rows.find((one) => one.id === id);
      if (row === undefined) return { id, why: "unknown" };
      if (row.resolvedAt !== null) return { id, why: "ended", at: new Date(row.resolvedAt).toISOString() };
    }
    const done = await act(tx, { ...action, ids });
    await tx`SELECT pg_notify(${ALERTS_CHANNEL}, '')`;
    return done;
  }) as Promise<AlertRefusal | number>;
}
