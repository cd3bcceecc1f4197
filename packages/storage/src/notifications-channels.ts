import type { Sql, Transaction } from "./connection.ts";
import { suppressOfChannelsOff, time } from "./notifications.ts";

/** Where a channel sends to, with what is secret of it. */
export type StoredChannelSettings =
  | { kind: "webhook"; url: string; secret: string }
  | { kind: "slack"; url: string }
  | { kind: "email"; to: string[] };

export interface ChannelToStore {
  name: string;
  settings: StoredChannelSettings;
  minimumSeverity: "info" | "warning" | "critical";
  quietHours: { from: string; to: string; timeZone: string; exceptCritical: boolean } | null;
  isEnabled: boolean;
}

export interface StoredChannel extends ChannelToStore {
  id: number;
  version: number;
}

/** A channel with what became of its notifications. Times are milliseconds since the epoch. */
export interface ListedChannel extends StoredChannel {
  lastSentMs: number | null;
  /** Of the newest failure since then. */
  problem: { atMs: number; text: string } | null;
  waiting: number;
  /** In the last 24 hours. */
  suppressed: number;
}

const DAY_MS = 86_400_000;

/** What a StoredChannel is made of. */
export function channelColumns(sql: Sql | Transaction) {
  return sql`id::float8, version, name, settings || jsonb_build_object('kind', kind) AS settings,
    minimum_severity AS "minimumSeverity", quiet_hours AS "quietHours", is_enabled AS "isEnabled"`;
}

export async function readChannel(sql: Sql, id: number): Promise<StoredChannel | null> {
  const [channel] = await sql<StoredChannel[]>`SELECT ${channelColumns(sql)} FROM channels WHERE id = ${id}`;
  return channel ?? null;
}

/** All of them, in the order in which they were made. */
export async function listChannels(sql: Sql, nowMs: number): Promise<ListedChannel[]> {
  const rows = await sql<(ListedChannel & { problemMs: number | null; problemText: string | null })[]>`
    SELECT ${channelColumns(sql)}, extract(epoch FROM last_sent)::float8 * 1000 AS "lastSentMs",
      extract(epoch FROM problem.acted_at)::float8 * 1000 AS "problemMs", problem.problem AS "problemText",
      (SELECT count(*)::int FROM notifications WHERE channel_id = channels.id AND state = 'waiting') AS waiting,
      (
        SELECT count(*)::int FROM notifications
        WHERE channel_id = channels.id AND state = 'suppressed' AND kind <> 'resolved' AND acted_at > ${time(sql, nowMs - DAY_MS)}
      ) AS suppressed
    FROM channels
    LEFT JOIN LATERAL (
      SELECT max(sent_at) AS last_sent FROM notifications WHERE channel_id = channels.id AND state = 'sent'
    ) AS sent ON true
    LEFT JOIN LATERAL (
      SELECT acted_at, problem FROM notifications
      WHERE channel_id = channels.id AND state IN ('waiting', 'failed') AND problem IS NOT NULL AND (last_sent IS NULL OR acted_at > last_sent)
      ORDER BY acted_at DESC LIMIT 1
    ) AS problem ON true
    ORDER BY id`;
  return rows.map(({ problemMs, problemText, ...channel }) => ({
    ...channel,
    problem: problemMs === null || problemText === null ? null : { atMs: problemMs, text: problemText },
  }));
}

export async function countChannels(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`SELECT count(*)::int AS count FROM channels`;
  return row?.count ?? 0;
}

export async function insertChannel(sql: Sql, channel: ChannelToStore, nowMs: number): Promise<StoredChannel> {
  const { kind, ...settings } = channel.settings;
  const [row] = await sql<StoredChannel[]>`
    INSERT INTO channels (name, kind, settings, minimum_severity, quiet_hours, is_enabled, created_at, updated_at)
    VALUES (${channel.name}, ${kind}, ${JSON.stringify(settings)}::text::jsonb, ${channel.minimumSeverity}, ${quietHoursOf(channel)}::text::jsonb,
      ${channel.isEnabled}, ${time(sql, nowMs)}, ${time(sql, nowMs)})
    RETURNING ${channelColumns(sql)}`;
  if (row === undefined) throw new Error("an insert that returns no row");
  return row;
}

/** Null when it is not at this version any more. What waits for a channel that is switched off is given up. */
export async function updateChannel(
  sql: Sql,
  { id, version, channel, nowMs }: { id: number; version: number; channel: ChannelToStore; nowMs: number },
): Promise<StoredChannel | null> {
  const { kind, ...settings } = channel.settings;
  return sql.begin(async (tx) => {
    const [row] = await tx<StoredChannel[]>`
      UPDATE channels SET name = ${channel.name}, kind = ${kind}, settings = ${JSON.stringify(settings)}::text::jsonb,
        minimum_severity = ${channel.minimumSeverity}, quiet_hours = ${quietHoursOf(channel)}::text::jsonb, is_enabled = ${channel.isEnabled},
        version = version + 1, updated_at = ${time(tx, nowMs)}
      WHERE id = ${id} AND version = ${version}
      RETURNING ${channelColumns(tx)}`;
    if (row && !row.isEnabled) await suppressOfChannelsOff(tx, nowMs);
    return row ?? null;
  }) as Promise<StoredChannel | null>;
}

/** What waits for it is given up. False when there is none of this id. */
export async function removeChannel(sql: Sql, id: number, nowMs: number): Promise<boolean> {
  return sql.begin(async (tx) => {
    const { count } = await tx`DELETE FROM channels WHERE id = ${id}`;
    await suppressOfChannelsOff(tx, nowMs);
    return count > 0;
  }) as Promise<boolean>;
}

function quietHoursOf({ quietHours }: ChannelToStore): string | null {
  return quietHours === null ? null : JSON.stringify(quietHours);
}

/** A webhook's address as it may be shown: without path and query, which often are the secret. */
export function describeHook(url: string): string {
  if (!URL.canParse(url)) return "an address that is not a URL";
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}/${pathname === "/" && search === "" ? "" : "…"}`;
}
