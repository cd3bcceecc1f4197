import type { Store } from "@vigie/storage";
import { alertText } from "../../alerting/text.ts";
import type { Alert, AlertCounts, AlertEvent, AlertNotification } from "./shapes.ts";

/** As the driver gives it. */
type Time = Date | string;

type Row = {
  [K in keyof Omit<Alert, "state" | "text">]: K extends TimeKey ? Time | Extract<Alert[K], null> : Alert[K];
};
type TimeKey = "since" | "openedAt" | "lastAt" | "noDataSince" | "acknowledgedAt" | "snoozedUntil" | "resolvedAt";

function columns(sql: Store["sql"]) {
  return sql`
    id::float8, rule, severity, labels, since, opened_at AS "openedAt", value, worst_value AS "worstValue", last_value AS "lastValue",
    last_at AS "lastAt", no_data_since AS "noDataSince", acknowledged_at AS "acknowledgedAt", acknowledged_by AS "acknowledgedBy", note,
    snoozed_until AS "snoozedUntil", snoozed_by AS "snoozedBy", resolved_at AS "resolvedAt", resolution, resolved_by AS "resolvedBy"`;
}

/** Alerts that are not resolved: of one service, or all. Served by the index alerts_open. */
export async function readOpen({ sql }: Store, { service, nowMs }: { service: string | undefined; nowMs: number }) {
  const rows = await sql<Row[]>`
    SELECT ${columns(sql)} FROM alerts WHERE resolved_at IS NULL AND ${ofService(sql, service)} ORDER BY opened_at, id`;
  return rows.map((row) => toAlert(row, nowMs));
}

export async function readAlert({ sql }: Store, { id, nowMs }: { id: number; nowMs: number }): Promise<Alert | null> {
  const [row] = await sql<Row[]>`SELECT ${columns(sql)} FROM alerts WHERE id = ${id}`;
  return row ? toAlert(row, nowMs) : null;
}

/** Of the same rule and subject, before this one; newest first. */
export async function readEarlier(
  { sql }: Store,
  { id, limit, nowMs }: { id: number; limit: number; nowMs: number },
): Promise<Alert[]> {
  const rows = await sql<Row[]>`
    SELECT ${columns(sql)} FROM alerts
    WHERE id < ${id} AND (rule_id, subject) IN (SELECT rule_id, subject FROM alerts WHERE id = ${id})
    ORDER BY opened_at DESC, id DESC LIMIT ${limit}`;
  return rows.map((row) => toAlert(row, nowMs));
}

export interface HistoryOf {
  service: string | undefined;
  severity: string | undefined;
  rule: number | undefined;
  fromSeconds: number;
  toSeconds: number;
  before: { openedAt: string; id: number } | null | undefined;
  limit: number;
  nowMs: number;
}

/** Alerts that were open at some time of the period, those that opened last first. Served by the index alerts_opened. */
export async function readHistory({ sql }: Store, of: HistoryOf): Promise<Alert[]> {
  const { fromSeconds, toSeconds, before } = of;
  const rows = await sql<Row[]>`
    SELECT ${columns(sql)} FROM alerts
    WHERE since < to_timestamp(${toSeconds}::float8) AND (resolved_at IS NULL OR resolved_at >= to_timestamp(${fromSeconds}::float8))
      AND ${ofService(sql, of.service)}
      ${of.severity === undefined ? sql`` : sql`AND severity = ${of.severity}`}
      ${of.rule === undefined ? sql`` : sql`AND rule_id = ${of.rule}`}
      ${before ? sql`AND (opened_at, id) < (${before.openedAt}::timestamptz, ${before.id}::bigint)` : sql``}
    ORDER BY opened_at DESC, id DESC LIMIT ${of.limit}`;
  return rows.map((row) => toAlert(row, of.nowMs));
}

export async function countOpen({ sql }: Store, nowMs: number): Promise<AlertCounts> {
  const isSnoozed = sql`coalesce(snoozed_until > to_timestamp(${nowMs / 1000}::float8), false)`;
  const isFree = sql`acknowledged_at IS NULL AND NOT ${isSnoozed}`;
  const [row] = await sql<AlertCounts[]>`
    SELECT count(*) FILTER (WHERE severity = 'critical' AND ${isFree})::int AS critical,
      count(*) FILTER (WHERE severity = 'warning' AND ${isFree})::int AS warning,
      count(*) FILTER (WHERE severity = 'info' AND ${isFree})::int AS info,
      count(*) FILTER (WHERE acknowledged_at IS NOT NULL AND NOT ${isSnoozed})::int AS acknowledged,
      count(*) FILTER (WHERE ${isSnoozed})::int AS snoozed
    FROM alerts WHERE resolved_at IS NULL`;
  return row ?? { critical: 0, warning: 0, info: 0, acknowledged: 0, snoozed: 0 };
}

export async function readEvents({ sql }: Store, alertId: number): Promise<AlertEvent[]> {
  const rows = await sql<(Omit<AlertEvent, "time"> & { time: Time })[]>`
    SELECT time, kind, by, note FROM alert_events WHERE alert_id = ${alertId} ORDER BY id`;
  return rows.map((row) => ({ ...row, time: iso(row.time) }));
}

export async function readNotifications({ sql }: Store, alertId: number): Promise<AlertNotification[]> {
  const rows = await sql<(Omit<AlertNotification, "sentAt"> & { sentAt: Time | null })[]>`
    SELECT coalesce(channels.name, 'a channel that was removed') AS channel, notifications.kind, state, attempts, problem, sent_at AS "sentAt"
    FROM notifications LEFT JOIN channels ON channels.id = channel_id
    WHERE alert_id = ${alertId} ORDER BY notifications.id`;
  return rows.map((row) => ({ ...row, sentAt: isoOrNull(row.sentAt) }));
}

function ofService(sql: Store["sql"], service: string | undefined) {
  // What has no service — Redis, Postgres, the machine — concerns each.
  return service === undefined ? sql`TRUE` : sql`(labels ->> 'service' = ${service} OR NOT labels ? 'service')`;
}

function toAlert(row: Row, nowMs: number): Alert {
  const state =
    row.resolvedAt !== null
      ? "resolved"
      : row.snoozedUntil !== null && Date.parse(iso(row.snoozedUntil)) > nowMs
        ? "snoozed"
        : row.acknowledgedAt !== null
          ? "acknowledged"
          : "open";
  return {
    ...row,
    state,
    text: alertText({ ...row, value: toldValue(row, state) }),
    since: iso(row.since),
    openedAt: iso(row.openedAt),
    lastAt: iso(row.lastAt),
    noDataSince: isoOrNull(row.noDataSince),
    acknowledgedAt: isoOrNull(row.acknowledgedAt),
    snoozedUntil: isoOrNull(row.snoozedUntil),
    resolvedAt: isoOrNull(row.resolvedAt),
  };
}

/** As it is now while that is bad, else how bad it was: what it was when it opened says neither. */
function toldValue({ rule, lastValue, worstValue }: Row, state: Alert["state"]): number {
  const isBad = rule.comparison === "above" ? lastValue > rule.threshold : lastValue < rule.threshold;
  return state !== "resolved" && isBad ? lastValue : worstValue;
}

function iso(time: Time): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: Time | null): string | null {
  return time === null ? null : iso(time);
}
