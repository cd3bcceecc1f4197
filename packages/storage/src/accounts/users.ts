import { LOCK_NAMESPACE, LOCKS, type Sql, type Transaction } from "../connection.ts";
import { time } from "../notifications.ts";

/** Times are milliseconds since the epoch. */
export interface StoredUser {
  id: string;
  name: string;
  email: string;
  role: "viewer" | "admin";
  createdMs: number;
  /** When a session of theirs was last begun or renewed; null: they never signed in. */
  lastSeenMs: number | null;
  hasPassword: boolean;
  /** Signs in at the OpenID provider. */
  hasProvider: boolean;
}

export interface StoredSession {
  id: string;
  userAgent: string;
  address: string;
  startedMs: number;
  renewedMs: number;
  expiresMs: number;
}

/** What stands against it; null: it was done. */
export type UserRefusal = "unknown" | "last-admin" | null;

export function listUsers(sql: Sql): Promise<StoredUser[]> {
  return sql<StoredUser[]>`
    SELECT id, name, email, role, extract(epoch FROM created_at)::float8 * 1000 AS "createdMs",
      (SELECT extract(epoch FROM max(created_at))::float8 * 1000 FROM sessions WHERE user_id = users.id) AS "lastSeenMs",
      EXISTS (SELECT 1 FROM accounts WHERE user_id = users.id AND provider_id = 'credential') AS "hasPassword",
      EXISTS (SELECT 1 FROM accounts WHERE user_id = users.id AND provider_id <> 'credential') AS "hasProvider"
    FROM users ORDER BY created_at, id`;
}

export async function countUsers(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`SELECT count(*)::int AS count FROM users`;
  return row?.count ?? 0;
}

export async function findUserByEmail(sql: Sql, email: string): Promise<{ id: string } | null> {
  const [row] = await sql<{ id: string }[]>`SELECT id FROM users WHERE email = ${email.toLowerCase()}`;
  return row ?? null;
}

/** Their sessions end with it, so that no page goes on with the role before. */
export async function setUserRole(sql: Sql, id: string, role: "viewer" | "admin"): Promise<UserRefusal> {
  return sql.begin(async (tx) => {
    const refusal = await refuseLastAdmin(tx, id, role);
    if (refusal !== null) return refusal;
    await tx`UPDATE users SET role = ${role}, updated_at = now() WHERE id = ${id}`;
    await tx`DELETE FROM sessions WHERE user_id = ${id}`;
    return null;
  });
}

export async function removeUser(sql: Sql, id: string): Promise<UserRefusal> {
  return sql.begin(async (tx) => {
    const refusal = await refuseLastAdmin(tx, id, null);
    if (refusal !== null) return refusal;
    await tx`DELETE FROM users WHERE id = ${id}`;
    return null;
  });
}

/** Those that have not expired, the newest first. */
export function listSessions(sql: Sql, userId: string, nowMs: number): Promise<StoredSession[]> {
  return sql<StoredSession[]>`
    SELECT id, coalesce(user_agent, '') AS "userAgent", coalesce(ip_address, '') AS address,
      extract(epoch FROM coalesce(started_at, created_at))::float8 * 1000 AS "startedMs",
      extract(epoch FROM created_at)::float8 * 1000 AS "renewedMs", extract(epoch FROM expires_at)::float8 * 1000 AS "expiresMs"
    FROM sessions WHERE user_id = ${userId} AND expires_at > ${time(sql, nowMs)} ORDER BY created_at DESC`;
}

/** Ends sessions of a user: one, or all but one. Returns how many. */
export async function endSessions(
  sql: Sql,
  userId: string,
  which: { id: string } | { except: string | null },
): Promise<number> {
  const { count } =
    "id" in which
      ? await sql`DELETE FROM sessions WHERE user_id = ${userId} AND id = ${which.id}`
      : await sql`DELETE FROM sessions WHERE user_id = ${userId} AND id IS DISTINCT FROM ${which.except}`;
  return count;
}

async function refuseLastAdmin(tx: Transaction, id: string, role: string | null): Promise<UserRefusal> {
  // Two admins who remove each other would leave none.
  await tx`SELECT pg_advisory_xact_lock(${LOCK_NAMESPACE}, ${LOCKS.accounts})`;
  const [user] = await tx<{ role: string }[]>`SELECT role FROM users WHERE id = ${id}`;
  if (!user) return "unknown";
  if (user.role !== "admin" || role === "admin") return null;
  const [others] = await tx<{ count: number }[]>`
    SELECT count(*)::int AS count FROM users WHERE role = 'admin' AND id <> ${id}`;
  return others?.count === 0 ? "last-admin" : null;
}

/** Takes away what is over: sessions, links, and sign-ins at a provider from which nobody came back. */
export async function pruneAccounts(sql: Sql, nowMs: number): Promise<void> {
  const monthAgo = time(sql, nowMs - 30 * 86_400_000);
  await sql`DELETE FROM sessions WHERE expires_at < ${time(sql, nowMs)}`;
  await sql`DELETE FROM verifications WHERE expires_at < ${time(sql, nowMs)}`;
  await sql`DELETE FROM setup_links WHERE expires_at < ${monthAgo}`;
  await sql`DELETE FROM api_keys WHERE revoked_at < ${time(sql, nowMs - 400 * 86_400_000)}`;
}
