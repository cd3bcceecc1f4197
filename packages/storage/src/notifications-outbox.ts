import { uuidV7, uuidV7Time } from "@vigie/series";
import type { Sql, Transaction } from "./connection.ts";
import { type NotificationKind, rank, SUPPRESSED, time } from "./notifications.ts";
import { channelColumns, type StoredChannel } from "./notifications-channels.ts";

/** Messages that a channel gets at most in ten minutes; what is beyond is told together, later. */
const MESSAGES_PER_CHANNEL = 10;
const RATE_WINDOW_MS = 600_000;
/** Alerts of one message; more come with the next one. */
const ALERTS_PER_MESSAGE = 5_000;
/** Alerts that a message names; of the others it says how many there are. */
const NAMED_ALERTS = 20;
/** What was suppressed longer ago than this is no news. */
const SUPPRESSED_MS = 31 * 86_400_000;

/** One alert as a message tells it. Times are milliseconds since the epoch. */
export interface AlertToTell {
  id: number;
  state: NotificationKind;
  severity: "info" | "warning" | "critical";
  /** AlertRule of the API. */
  rule: object;
  labels: Record<string, string>;
  sinceMs: number;
  openedMs: number;
  resolvedMs: number | null;
  resolution: string | null;
  resolvedBy: string | null;
  lastValue: number;
  worstValue: number;
}

/** What is to be sent to one channel now, by whoever claimed it. */
export interface ClaimedMessage {
  /** A UUID of version 7, the same for each attempt. */
  id: string;
  channel: StoredChannel;
  /** 1 for the first. */
  attempt: number;
  firstTriedMs: number;
  /** An earlier attempt may have arrived. */
  wasInDoubt: boolean;
  /** The worst first. */
  alerts: AlertToTell[];
  /** Of all that are told, named or not; what is resolved counts as nothing else. */
  counts: Record<"critical" | "warning" | "info" | "resolved", number>;
  /** Alerts that are told but not named. */
  more: number;
  /** Alerts that were over before anybody was told of them, since the message before. */
  suppressed: number;
}

export interface Claim {
  channelId: number;
  nowMs: number;
  /** Nobody else takes it meanwhile, milliseconds; it must be longer than sending can take. */
  leaseMs: number;
  /** Whether the channel is not to be disturbed with this severity now. */
  holdsBack: (channel: StoredChannel, severity: string) => boolean;
}

interface WaitingRow {
  id: number;
  alertId: number;
  kind: NotificationKind;
  messageId: string | null;
  attempts: number;
  isInDoubt: boolean;
  isDue: boolean;
  isOver: boolean;
  isSnoozed: boolean;
  severity: AlertToTell["severity"];
}

/** Channels for which something is due. */
export async function readDueChannels(sql: Sql, nowMs: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    SELECT DISTINCT channel_id::float8 AS id FROM notifications
    WHERE state = 'waiting' AND due_at <= ${time(sql, nowMs)} ORDER BY id`;
  return rows.map(({ id }) => id);
}

/**
 * Takes what is due to one channel together as one message, or the message that was tried before. Of a channel one message at a
 * time is under way, so that what happened to an alert arrives in its order. Null when there is nothing to be sent now: all is
 * held back, another server has it, or the channel had its share of messages.
 */
export async function claimMessage(
  sql: Sql,
  { channelId, nowMs, leaseMs, holdsBack }: Claim,
): Promise<ClaimedMessage | null> {
  return sql.begin(async (tx) => {
    const [channel] = await tx<StoredChannel[]>`
      SELECT ${channelColumns(tx)} FROM channels WHERE id = ${channelId} AND is_enabled FOR UPDATE SKIP LOCKED`;
    if (channel === undefined) return null;
    const rows = await readWaiting(tx, channelId, nowMs);
    const mayGo = (row: WaitingRow) =>
      !(row.kind !== "resolved" && (row.isOver || row.isSnoozed)) && !holdsBack(channel, row.severity);

    const begun = rows.find((row) => row.messageId !== null)?.messageId ?? null;
    const again = rows.filter((row) => row.messageId !== null && row.messageId === begun);
    if (again.some((row) => !row.isDue)) return null;
    const wasInDoubt = again.some((row) => row.isInDoubt);
    // What may have arrived is finished whatever the hour; of what has not, those that are held back leave the message.
    let taken = wasInDoubt ? again.filter((row) => !row.isOver) : again.filter(mayGo);
    if (!wasInDoubt) await leaveMessage(tx, begun, again, taken);
    const messageId = taken.length > 0 && begun !== null ? begun : uuidV7(nowMs);
    if (taken.length === 0) taken = rows.filter((row) => row.messageId === null && row.isDue && mayGo(row));
    if (taken.length === 0 || (await hadItsShare(tx, channelId, messageId, nowMs))) return null;

    const attempt = Math.max(...taken.map((row) => row.attempts)) + 1;
    await tx`
      UPDATE notifications SET message_id = ${messageId}, attempts = ${attempt}, is_in_doubt = true,
        acted_at = ${time(tx, nowMs)}, due_at = ${time(tx, nowMs + leaseMs)}
      WHERE id = ANY(${taken.map((row) => row.id)}::bigint[])`;
    const suppressed = await countSuppressed(tx, channelId, messageId, nowMs);
    const told = await readAlerts(tx, taken);
    return { id: messageId, channel, attempt, firstTriedMs: uuidV7Time(messageId), wasInDoubt, suppressed, ...told };
  }) as Promise<ClaimedMessage | null>;
}

function readWaiting(tx: Transaction, channelId: number, nowMs: number): Promise<WaitingRow[]> {
  const now = time(tx, nowMs);
  return tx<WaitingRow[]>`
    SELECT notifications.id::float8, alert_id::float8 AS "alertId", kind, message_id AS "messageId", attempts, is_in_doubt AS "isInDoubt",
      due_at <= ${now} AS "isDue", resolved_at IS NOT NULL AS "isOver", coalesce(snoozed_until > ${now}, false) AS "isSnoozed", severity
    FROM notifications JOIN alerts ON alerts.id = alert_id
    WHERE channel_id = ${channelId} AND state = 'waiting'
    ORDER BY message_id NULLS LAST, ${rank(tx, tx`severity`)} DESC, notifications.id
    LIMIT ${ALERTS_PER_MESSAGE}
    FOR UPDATE OF notifications SKIP LOCKED` as unknown as Promise<WaitingRow[]>;
}

/** Those of a message that are not taken again wait for another one. */
async function leaveMessage(
  tx: Transaction,
  messageId: string | null,
  all: readonly WaitingRow[],
  staying: readonly WaitingRow[],
): Promise<void> {
  const left = all.filter((row) => !staying.includes(row));
  if (messageId === null || left.length === 0) return;
  await tx`UPDATE notifications SET message_id = NULL WHERE id = ANY(${left.map((row) => row.id)}::bigint[])`;
  if (staying.length === 0) await forgetSuppressed(tx, messageId);
}

async function hadItsShare(tx: Transaction, channelId: number, messageId: string, nowMs: number): Promise<boolean> {
  const [row] = await tx<{ messages: number }[]>`
    SELECT count(DISTINCT message_id)::int AS messages FROM notifications
    WHERE channel_id = ${channelId} AND acted_at > ${time(tx, nowMs - RATE_WINDOW_MS)} AND message_id <> ${messageId}
      AND (state = 'sent' OR is_in_doubt)`;
  return (row?.messages ?? 0) >= MESSAGES_PER_CHANNEL;
}

/** Each alert that was suppressed is counted by one message, and by each attempt of that one. */
async function countSuppressed(tx: Transaction, channelId: number, messageId: string, nowMs: number): Promise<number> {
  await tx`
    UPDATE notifications SET message_id = ${messageId}
    WHERE channel_id = ${channelId} AND state = 'suppressed' AND kind = 'opened' AND message_id IS NULL
      AND acted_at > ${time(tx, nowMs - SUPPRESSED_MS)} AND problem = ${SUPPRESSED.over}`;
  const [row] = await tx<{ count: number }[]>`
    SELECT count(*)::int AS count FROM notifications
    WHERE channel_id = ${channelId} AND state = 'suppressed' AND NOT is_in_doubt AND message_id = ${messageId}
      AND acted_at > ${time(tx, nowMs - SUPPRESSED_MS)}`;
  return row?.count ?? 0;
}

/** What a message was to count is counted by the next one. */
async function forgetSuppressed(sql: Sql | Transaction, messageId: string): Promise<void> {
  await sql`
    UPDATE notifications SET message_id = NULL
    WHERE message_id = ${messageId} AND state = 'suppressed' AND NOT is_in_doubt`;
}

async function readAlerts(
  tx: Transaction,
  taken: readonly WaitingRow[],
): Promise<Pick<ClaimedMessage, "alerts" | "counts" | "more">> {
  const states = new Map<number, NotificationKind>();
  for (const { alertId, kind } of taken) {
    const known = states.get(alertId);
    // Told together, what happened last is what counts; that it changed says nothing to who does not know it.
    states.set(
      alertId,
      kind === "resolved" || known === "resolved" ? "resolved" : known === "opened" ? "opened" : kind,
    );
  }
  const counts = { critical: 0, warning: 0, info: 0, resolved: 0 };
  const severities = new Map(taken.map(({ alertId, severity }) => [alertId, severity]));
  for (const [alertId, state] of states) {
    counts[state === "resolved" ? state : (severities.get(alertId) ?? "info")]++;
  }
  const ids = [...states.keys()];
  const ms = (column: string) => tx`extract(epoch FROM ${tx(column)})::float8 * 1000`;
  const alerts = await tx<Omit<AlertToTell, "state">[]>`
    SELECT id::float8, severity, rule, labels, ${ms("since")} AS "sinceMs", ${ms("opened_at")} AS "openedMs",
      ${ms("resolved_at")} AS "resolvedMs", resolution, resolved_by AS "resolvedBy", last_value AS "lastValue", worst_value AS "worstValue"
    FROM alerts WHERE id = ANY(${ids}::bigint[])
    ORDER BY resolved_at IS NOT NULL, ${rank(tx, tx`severity`)} DESC, since, id
    LIMIT ${NAMED_ALERTS}`;
  return {
    alerts: alerts.map((alert) => ({ ...alert, state: states.get(alert.id) ?? "opened" })),
    counts,
    more: ids.length - alerts.length,
  };
}

/** It arrived. `note` says what of it did not. */
export async function noteSent(
  sql: Sql,
  { messageId, nowMs, note }: { messageId: string; nowMs: number; note: string | null },
): Promise<void> {
  // Also what was given up meanwhile: it is known to have arrived now.
  await sql`
    UPDATE notifications SET state = 'sent', sent_at = ${time(sql, nowMs)}, acted_at = ${time(sql, nowMs)}, problem = ${note}, is_in_doubt = false
    WHERE message_id = ${messageId} AND is_in_doubt AND state IN ('waiting', 'suppressed')`;
}

/** It did not arrive, or nobody knows. `againMs`: when it is tried again; null: never. */
export async function noteFailure(
  sql: Sql,
  message: Pick<ClaimedMessage, "id" | "attempt">,
  {
    nowMs,
    problem,
    againMs,
    isInDoubt,
  }: { nowMs: number; problem: string; againMs: number | null; isInDoubt: boolean },
): Promise<void> {
  // Who comes so late that another attempt has begun has nothing to say any more.
  await sql`
    UPDATE notifications SET state = ${againMs === null ? "failed" : "waiting"}, problem = ${problem}, is_in_doubt = ${isInDoubt},
      acted_at = ${time(sql, nowMs)}, due_at = ${time(sql, againMs ?? nowMs)}
    WHERE message_id = ${message.id} AND state = 'waiting' AND attempts = ${message.attempt}`;
  if (againMs === null) await forgetSuppressed(sql, message.id);
}
