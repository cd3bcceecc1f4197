import type { Sql, Transaction } from "./connection.ts";

export type NotificationKind = "opened" | "changed" | "resolved";

/** Why something was not told. The first of these is what a message counts as suppressed. */
export const SUPPRESSED = {
  over: "It was over before it was to be told.",
  inDoubt: "It was over before it was known whether this had arrived.",
  untold: "Nobody had been told that it was open.",
  channelOff: "The channel was switched off or removed.",
} as const;

export interface Enqueued {
  alerts: readonly { id: number; severity: string }[];
  kind: NotificationKind;
  /** 0 for opened; counts the changes of an alert, so that each is told once. Any number for resolved. */
  change: number;
  /** Milliseconds since the epoch. */
  atMs: number;
}

/**
 * Writes what is to be told of these alerts, in the transaction that opens, changes or resolves them: one row for each channel
 * that is on and whose minimum severity is reached, and never a second one for the same alert, channel, kind and change. Of
 * snoozed alerts only that they are resolved. Resolved is told only where somebody was told, or may have been, that there was
 * something; what still waited to be told of it is suppressed, together with its resolved.
 */
export async function enqueueNotifications(tx: Transaction, { alerts, kind, change, atMs }: Enqueued): Promise<void> {
  if (alerts.length === 0) return;
  const ids = alerts.map(({ id }) => id);
  if (kind !== "resolved") {
    await tx`
      INSERT INTO notifications (alert_id, channel_id, kind, change, created_at, due_at)
      SELECT told.id, channels.id, ${kind}, ${change}, ${time(tx, atMs)}, ${time(tx, atMs)}
      FROM unnest(${ids}::bigint[], ${alerts.map(({ severity }) => severity)}::text[]) AS told (id, severity)
      JOIN alerts ON alerts.id = told.id AND (snoozed_until IS NULL OR snoozed_until <= ${time(tx, atMs)})
      JOIN channels ON is_enabled AND ${rank(tx, tx`told.severity`)} >= ${rank(tx, tx`minimum_severity`)}
      ORDER BY told.id, channels.id
      ON CONFLICT DO NOTHING`;
    return;
  }
  await tx`
    INSERT INTO notifications (alert_id, channel_id, kind, change, created_at, due_at)
    SELECT DISTINCT told.alert_id, told.channel_id, ${kind}, ${change}::int, ${time(tx, atMs)}, ${time(tx, atMs)}
    FROM notifications AS told JOIN channels ON channels.id = channel_id AND is_enabled
    WHERE alert_id = ANY(${ids}::bigint[]) AND told.kind <> 'resolved' AND (state IN ('sent', 'waiting') OR is_in_doubt)
    ORDER BY told.alert_id, told.channel_id
    ON CONFLICT DO NOTHING`;
  await suppressWhatIsOver(tx, atMs, ids);
}

/**
 * Gives up what waits to be told of alerts that are over: of these, or of all. What may have been sent by an attempt that is
 * under way is left alone until that is over.
 */
export async function suppressWhatIsOver(
  sql: Sql | Transaction,
  atMs: number,
  alertIds?: readonly number[],
): Promise<void> {
  const ofThese = alertIds === undefined ? sql`` : sql`AND waiting.alert_id = ANY(${[...alertIds]}::bigint[])`;
  // Rows that another server works on are looked at again in two seconds: waiting for them could end in a deadlock.
  await sql`
    UPDATE notifications SET state = 'suppressed', acted_at = ${time(sql, atMs)},
      problem = CASE WHEN is_in_doubt THEN ${SUPPRESSED.inDoubt} ELSE ${SUPPRESSED.over} END,
      message_id = CASE WHEN is_in_doubt THEN message_id END
    WHERE id IN (
      SELECT waiting.id FROM notifications AS waiting JOIN alerts ON alerts.id = waiting.alert_id
      WHERE waiting.state = 'waiting' AND kind <> 'resolved' AND resolved_at IS NOT NULL ${ofThese}
        AND (NOT is_in_doubt OR due_at <= ${time(sql, atMs)})
      FOR UPDATE OF waiting SKIP LOCKED
    )`;
  await sql`
    UPDATE notifications SET state = 'suppressed', acted_at = ${time(sql, atMs)}, problem = ${SUPPRESSED.untold}, message_id = NULL
    WHERE id IN (
      SELECT waiting.id FROM notifications AS waiting
      WHERE waiting.state = 'waiting' AND kind = 'resolved' ${ofThese} AND NOT EXISTS (
        SELECT 1 FROM notifications AS told
        WHERE told.alert_id = waiting.alert_id AND told.channel_id = waiting.channel_id AND told.kind <> 'resolved'
          AND (told.state IN ('sent', 'waiting') OR told.is_in_doubt)
      )
      FOR UPDATE SKIP LOCKED
    )`;
}

/** Gives up what waits for channels that are off or gone. */
export async function suppressOfChannelsOff(sql: Sql | Transaction, atMs: number): Promise<void> {
  await sql`
    UPDATE notifications SET state = 'suppressed', acted_at = ${time(sql, atMs)}, problem = ${SUPPRESSED.channelOff}
    WHERE id IN (
      SELECT id FROM notifications AS waiting
      WHERE state = 'waiting' AND (NOT is_in_doubt OR due_at <= ${time(sql, atMs)})
        AND NOT EXISTS (SELECT 1 FROM channels WHERE channels.id = channel_id AND is_enabled)
      FOR UPDATE SKIP LOCKED
    )`;
}

/** A time of our own clock in SQL. */
export function time(sql: Sql | Transaction, ms: number) {
  return sql`to_timestamp(${ms / 1000}::float8)`;
}

/** 1 for info to 3 for critical. */
export function rank(sql: Sql | Transaction, severity: ReturnType<Sql>) {
  return sql`array_position(ARRAY['info', 'warning', 'critical'], ${severity})`;
}
