import type { Sql } from "../connection.ts";
import { time } from "../notifications.ts";

export interface AuditEntry {
  /** nobody: who did it did not get in. */
  actorKind: "user" | "token" | "key" | "nobody";
  actor: string;
  address: string;
  action: string;
  subject: string;
}

export interface StoredAuditEntry extends AuditEntry {
  id: number;
  timeMs: number;
}

export interface AuditQuery {
  /** Only actions that begin so; undefined: all. */
  action?: string | undefined;
  actor?: string | undefined;
  /** Only those before this one. */
  beforeId?: number | undefined;
  limit: number;
}

/** What of an entry's texts is kept, characters. */
const LENGTH = 320;

export async function recordAudit(sql: Sql, entry: AuditEntry, nowMs: number): Promise<void> {
  const [actor, address, action, subject] = [entry.actor, entry.address, entry.action, entry.subject].map((text) =>
    text.slice(0, LENGTH).replace(/\0|\p{Cs}/gu, "\ufffd"),
  );
  await sql`
    INSERT INTO audit (time, actor_kind, actor, address, action, subject)
    VALUES (${time(sql, nowMs)}, ${entry.actorKind}, ${actor ?? ""}, ${address ?? ""}, ${action ?? ""}, ${subject ?? ""})`;
}

/** The newest first. */
export function readAudit(sql: Sql, { action, actor, beforeId, limit }: AuditQuery): Promise<StoredAuditEntry[]> {
  return sql<StoredAuditEntry[]>`
    SELECT id::float8, extract(epoch FROM time)::float8 * 1000 AS "timeMs", actor_kind AS "actorKind", actor, address, action, subject
    FROM audit
    WHERE true
      ${action === undefined ? sql`` : sql`AND starts_with(action, ${action})`}
      ${actor === undefined ? sql`` : sql`AND actor = ${actor}`}
      ${beforeId === undefined ? sql`` : sql`AND id < ${beforeId}`}
    ORDER BY id DESC LIMIT ${limit}`;
}
