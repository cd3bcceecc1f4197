import type { Sql } from "../connection.ts";
import { time } from "../notifications.ts";

export interface KeyToStore {
  name: string;
  kind: "ingest" | "read";
  /** The one service that an ingest key may send as; null: any. */
  service: string | null;
  /** What a read key may read. */
  scopes: string[];
  /** SHA-256 of the key, hex. */
  hash: string;
  /** Its last characters. */
  hint: string;
  createdBy: string;
}

/** Times are milliseconds since the epoch. */
export interface StoredKey extends Omit<KeyToStore, "hash"> {
  id: number;
  createdMs: number;
  lastUsedMs: number | null;
  revokedMs: number | null;
}

export interface ActiveKey extends Pick<KeyToStore, "name" | "kind" | "service" | "scopes" | "hash"> {
  id: number;
}

export async function insertKey(sql: Sql, key: KeyToStore, nowMs: number): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    INSERT INTO api_keys (name, kind, service, scopes, hash, hint, created_by, created_at)
    VALUES (${key.name}, ${key.kind}, ${key.service}, ${key.scopes}, ${key.hash}, ${key.hint}, ${key.createdBy}, ${time(sql, nowMs)})
    RETURNING id::float8`;
  return row?.id ?? 0;
}

/** Those that work, the newest first, then those that were revoked. */
export function listKeys(sql: Sql, limit: number): Promise<StoredKey[]> {
  return sql<StoredKey[]>`
    SELECT id::float8, name, kind, service, scopes, hint, created_by AS "createdBy",
      extract(epoch FROM created_at)::float8 * 1000 AS "createdMs",
      extract(epoch FROM last_used_at)::float8 * 1000 AS "lastUsedMs",
      extract(epoch FROM revoked_at)::float8 * 1000 AS "revokedMs"
    FROM api_keys ORDER BY revoked_at IS NOT NULL, id DESC LIMIT ${limit}`;
}

export async function countActiveKeys(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`SELECT count(*)::int AS count FROM api_keys WHERE revoked_at IS NULL`;
  return row?.count ?? 0;
}

/** All that work. */
export function readActiveKeys(sql: Sql): Promise<ActiveKey[]> {
  return sql<ActiveKey[]>`SELECT id::float8, name, kind, service, scopes, hash FROM api_keys WHERE revoked_at IS NULL`;
}

/** Returns the key's name; null: there is none that works. */
export async function revokeKey(sql: Sql, id: number, nowMs: number): Promise<string | null> {
  const [row] = await sql<{ name: string }[]>`
    UPDATE api_keys SET revoked_at = ${time(sql, nowMs)} WHERE id = ${id} AND revoked_at IS NULL RETURNING name`;
  return row?.name ?? null;
}

export async function noteKeysUsed(sql: Sql, ids: readonly number[], nowMs: number): Promise<void> {
  await sql`
    UPDATE api_keys SET last_used_at = ${time(sql, nowMs)}
    WHERE id = ANY(${[...ids]}::bigint[]) AND (last_used_at IS NULL OR last_used_at < ${time(sql, nowMs)})`;
}
