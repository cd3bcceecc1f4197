import type { Sql, Transaction } from "./connection.ts";

/** How far a rule is with one subject, as stored; times are seconds since 1970. */
export interface StoredRuleState {
  ruleId: number;
  subject: string;
  breachSince: number | null;
  clearSince: number | null;
  noDataSince: number | null;
  isHandled: boolean;
  alertId: number | null;
}

/** What is told to every server when an alert changed: nothing but that. */
export const ALERTS_CHANNEL = "vigie_alerts";

export interface AlertToOpen {
  ruleId: number;
  subject: string;
  /** AlertRule of the API. */
  rule: object;
  labels: Record<string, string>;
  severity: string;
  since: number;
  value: number;
}

/** Adds what is to be told of alerts to the transaction that changes them. `change` counts the changes of an alert. */
export type TellAlerts = (
  tx: Transaction,
  alerts: { id: number; severity: string }[],
  kind: "opened" | "changed" | "resolved",
  change: number,
) => Promise<unknown>;

/** What one evaluation of all rules changes. Times are seconds since 1970. */
export interface Evaluation {
  /** Where rules stood when it began. */
  from: EvaluationPlace;
  to: number;
  /** When it is written: the server's clock. */
  at: number;
  states: StoredRuleState[];
  /** States of which nothing is left. */
  well: { ruleId: number; subject: string }[];
  opened: AlertToOpen[];
  seen: { alertId: number; value: number | null; isWorst: boolean; noDataSince: number | null }[];
  resolved: { alertId: number; resolution: string }[];
}

/** Up to when rules were evaluated, seconds since 1970, and how often people changed something. */
export interface EvaluationPlace {
  /** Null: never. */
  to: number | null;
  generation: number;
}

export async function readEvaluationPlace(sql: Sql): Promise<EvaluationPlace> {
  const [row] = await sql<{ to: number; generation: number }[]>`
    SELECT extract(epoch FROM evaluated_to)::float8 AS to, generation::float8 FROM rule_evaluation`;
  return row ?? { to: null, generation: 0 };
}

/**
 * To be called first in every transaction of a person that touches alerts: an evaluation being written has the row of the place before those of
 * alerts, so who took them the other way round would wait for it while it waits for them.
 */
export async function afterEvaluation(tx: Transaction): Promise<void> {
  await tx`SELECT 1 FROM rule_evaluation FOR UPDATE`;
}

/** To be called in the transaction in which a person changes a rule or ends an alert: an evaluation under way is done again. */
export async function changedByPerson(tx: Transaction): Promise<void> {
  await tx`UPDATE rule_evaluation SET generation = generation + 1`;
  await tx`SELECT pg_notify(${ALERTS_CHANNEL}, '')`;
}

export async function readRuleStates(sql: Sql): Promise<StoredRuleState[]> {
  const seconds = (column: string) => sql`extract(epoch FROM ${sql(column)})::float8`;
  return sql<StoredRuleState[]>`
    SELECT rule_id::float8 AS "ruleId", subject, ${seconds("breach_since")} AS "breachSince", ${seconds("clear_since")} AS "clearSince",
      ${seconds("no_data_since")} AS "noDataSince", is_handled AS "isHandled", alert_id::float8 AS "alertId"
    FROM rule_states`;
}

/**
 * Writes all of an evaluation in one transaction, or nothing: null when another leader has evaluated, or a person changed something, meanwhile. `tell` adds to the transaction
 * what is to be told of the alerts. Says which alerts it opened, in the order of `opened`; a state of a subject that opened gets its alert.
 */
export async function commitEvaluation(
  sql: Sql,
  evaluation: Evaluation,
  tell: TellAlerts,
): Promise<{ openedIds: number[] } | null> {
  const { from, to, at } = evaluation;
  return sql.begin(async (tx) => {
    const moved = await moveOn(tx, from, to);
    if (!moved) return null;
    const opened = await openAlerts(tx, evaluation.opened, at);
    const known = opened.length < evaluation.opened.length ? await readOpenAlerts(tx) : opened;
    const idOf = new Map(known.map((alert) => [`${alert.ruleId} ${alert.subject}`, alert.id]));
    await saveStates(
      tx,
      evaluation.states.map((state) => ({
        ...state,
        alertId: state.alertId ?? idOf.get(`${state.ruleId} ${state.subject}`) ?? null,
      })),
    );
    if (evaluation.well.length > 0) {
      const ruleIds = evaluation.well.map(({ ruleId }) => ruleId);
      await tx`
        DELETE FROM rule_states WHERE (rule_id, subject) IN
          (SELECT * FROM unnest(${ruleIds}::bigint[], ${evaluation.well.map(({ subject }) => subject)}::text[]))`;
    }
    await noteSeen(tx, evaluation.seen, to);
    const resolved = await resolveAlerts(tx, evaluation.resolved, at);
    const woken = await wakeSnoozed(tx, at);
    if (opened.length > 0) await tell(tx, opened, "opened", 0);
    if (resolved.length > 0) await tell(tx, resolved, "resolved", 0);
    if (woken.length > 0) await tell(tx, woken, "changed", changeAt(at));
    if (opened.length + resolved.length + woken.length > 0) await tx`SELECT pg_notify(${ALERTS_CHANNEL}, '')`;
    return { openedIds: opened.map(({ id }) => id) };
  }) as Promise<{ openedIds: number[] } | null>;
}

/** Only from where this leader believes it to be: of two, one goes on and the other learns that it does not lead. */
async function moveOn(tx: Transaction, { to: from, generation }: EvaluationPlace, to: number): Promise<boolean> {
  const rows =
    from === null
      ? await tx`INSERT INTO rule_evaluation (evaluated_to) VALUES (to_timestamp(${to}::float8)) ON CONFLICT DO NOTHING RETURNING 1`
      : await tx`UPDATE rule_evaluation SET evaluated_to = to_timestamp(${to}::float8)
          WHERE evaluated_to = to_timestamp(${from}::float8) AND generation = ${generation} RETURNING 1`;
  return rows.length > 0;
}

async function openAlerts(
  tx: Transaction,
  alerts: readonly AlertToOpen[],
  at: number,
): Promise<{ id: number; ruleId: number; subject: string; severity: string }[]> {
  if (alerts.length === 0) return [];
  const rows = alerts.map(({ ruleId, subject, rule, labels, severity, since, value }) => ({
    rule_id: ruleId,
    subject,
    rule,
    labels,
    severity,
    since,
    value,
  }));
  const opened = await tx<{ id: number; ruleId: number; subject: string; severity: string }[]>`
    INSERT INTO alerts (rule_id, subject, rule, labels, severity, since, opened_at, value, worst_value, last_value, last_at)
    SELECT rule_id, subject, rule, labels, severity, to_timestamp(since), to_timestamp(${at}::float8), value, value, value, to_timestamp(${at}::float8)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row
      (rule_id bigint, subject text, rule jsonb, labels jsonb, severity text, since float8, value float8)
    ON CONFLICT DO NOTHING
    RETURNING id::float8, rule_id::float8 AS "ruleId", subject, severity`;
  await noteEvents(tx, { alertIds: opened.map(({ id }) => id), kind: "opened", at });
  return opened;
}

async function saveStates(tx: Transaction, states: readonly StoredRuleState[]): Promise<void> {
  if (states.length === 0) return;
  await tx`
    INSERT INTO rule_states (rule_id, subject, breach_since, clear_since, no_data_since, is_handled, alert_id)
    SELECT "ruleId", subject, to_timestamp("breachSince"), to_timestamp("clearSince"), to_timestamp("noDataSince"), "isHandled", "alertId"
    FROM jsonb_to_recordset(${JSON.stringify(states)}::jsonb) AS row
      ("ruleId" bigint, subject text, "breachSince" float8, "clearSince" float8, "noDataSince" float8, "isHandled" boolean, "alertId" bigint)
    ON CONFLICT (rule_id, subject) DO UPDATE SET breach_since = EXCLUDED.breach_since, clear_since = EXCLUDED.clear_since,
      no_data_since = EXCLUDED.no_data_since, is_handled = EXCLUDED.is_handled, alert_id = EXCLUDED.alert_id`;
}

async function noteSeen(tx: Transaction, seen: Evaluation["seen"], at: number): Promise<void> {
  if (seen.length === 0) return;
  await tx`
    UPDATE alerts SET
      last_value = coalesce(row.value, last_value),
      last_at = CASE WHEN row.value IS NULL THEN last_at ELSE to_timestamp(${at}::float8) END,
      worst_value = CASE WHEN row."isWorst" THEN row.value ELSE worst_value END,
      no_data_since = to_timestamp(row."noDataSince")
    FROM jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) AS row ("alertId" bigint, value float8, "isWorst" boolean, "noDataSince" float8)
    WHERE alerts.id = row."alertId" AND resolved_at IS NULL`;
}

async function resolveAlerts(
  tx: Transaction,
  ended: readonly { alertId: number; resolution: string }[],
  at: number,
): Promise<{ id: number; severity: string }[]> {
  if (ended.length === 0) return [];
  const resolved = await tx<{ id: number; severity: string }[]>`
    UPDATE alerts SET resolved_at = to_timestamp(${at}::float8), resolution = row.resolution
    FROM unnest(${ended.map(({ alertId }) => alertId)}::bigint[], ${ended.map(({ resolution }) => resolution)}::text[]) AS row (id, resolution)
    WHERE alerts.id = row.id AND resolved_at IS NULL
    RETURNING alerts.id::float8, severity`;
  await noteEvents(tx, { alertIds: resolved.map(({ id }) => id), kind: "resolved", at });
  return resolved;
}

/** Snoozes that are over: who was told of the alert learns that it is still open. */
async function wakeSnoozed(tx: Transaction, at: number): Promise<{ id: number; severity: string }[]> {
  const woken = await tx<{ id: number; severity: string }[]>`
    UPDATE alerts SET snoozed_until = NULL, snoozed_by = NULL
    WHERE resolved_at IS NULL AND snoozed_until <= to_timestamp(${at}::float8) RETURNING id::float8, severity`;
  await noteEvents(tx, { alertIds: woken.map(({ id }) => id), kind: "woken", at });
  return woken;
}

/** Tells the changes of an alert apart: one in ten seconds. */
export function changeAt(at: number): number {
  return Math.floor(at / 10);
}

/** What happened to alerts, for their history. */
export async function noteEvents(
  tx: Transaction,
  {
    alertIds,
    kind,
    at,
    by,
    note,
  }: {
    alertIds: readonly number[];
    kind: string;
    at: number;
    by?: string | null | undefined;
    note?: string | null | undefined;
  },
): Promise<void> {
  if (alertIds.length === 0) return;
  await tx`
    INSERT INTO alert_events (alert_id, time, kind, by, note)
    SELECT id, to_timestamp(${at}::float8), ${kind}, ${by ?? null}, ${note ?? null} FROM unnest(${[...alertIds]}::bigint[]) AS id`;
}

/** An alert that is open, as far as an evaluation needs to know it. */
export interface OpenAlert {
  id: number;
  ruleId: number;
  subject: string;
  worstValue: number;
}

export async function readOpenAlerts(sql: Sql | Transaction): Promise<OpenAlert[]> {
  return sql<OpenAlert[]>`
    SELECT id::float8, rule_id::float8 AS "ruleId", subject, worst_value AS "worstValue" FROM alerts WHERE resolved_at IS NULL`;
}
