import { createHash, randomBytes, randomUUID } from "node:crypto";
import { LOCK_NAMESPACE, LOCKS, type Sql, type Transaction } from "../connection.ts";
import { time } from "../notifications.ts";

/** What a link is for: the very first account, one more account, or a new password of an account that there is. */
export type SetupPurpose = "first" | "invitation" | "password";

export interface SetupLink {
  purpose: SetupPurpose;
  role: "viewer" | "admin";
  /** Of the account; null: whoever opens the link says it. */
  email: string | null;
}

export interface NewSetupLink extends SetupLink {
  /** Who made it; null: Vigie itself. */
  createdBy: string | null;
  nowMs: number;
  validMs: number;
}

/** Makes a link that works once. Returns its secret, which is kept nowhere. Those before it for the same account no longer work. */
export async function createSetupLink(sql: Sql, link: NewSetupLink): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  const { purpose, role, email, createdBy, nowMs, validMs } = link;
  await sql.begin(async (tx) => {
    await tx`
      UPDATE setup_links SET used_at = ${time(tx, nowMs)}
      WHERE purpose = ${purpose} AND email = ${email} AND used_at IS NULL`;
    await tx`
      INSERT INTO setup_links (hash, purpose, role, email, created_by, created_at, expires_at)
      VALUES (${hashOf(secret)}, ${purpose}, ${role}, ${email}, ${createdBy}, ${time(tx, nowMs)}, ${time(tx, nowMs + validMs)})`;
  });
  return secret;
}

/** What a link is for, while it still works; null otherwise. */
export async function readSetupLink(sql: Sql, secret: string, nowMs: number): Promise<SetupLink | null> {
  const [link] = await sql<SetupLink[]>`
    SELECT purpose, role, email FROM setup_links WHERE ${works(sql, secret, nowMs)}`;
  return link ?? null;
}

export interface Redemption {
  secret: string;
  name: string;
  /** What the link does not say itself. */
  email: string;
  /** scrypt, with its salt. */
  passwordHash: string;
  nowMs: number;
}

export type Redeemed = { userId: string; email: string; purpose: SetupPurpose } | "unusable" | "email-taken";

/** Uses a link up and makes its account or sets its password, both or neither: of two who try at once, one gets it. */
export async function redeemSetupLink(
  sql: Sql,
  { secret, name, email, passwordHash, nowMs }: Redemption,
): Promise<Redeemed> {
  return sql.begin(async (tx) => {
    await tx`SELECT pg_advisory_xact_lock(${LOCK_NAMESPACE}, ${LOCKS.accounts})`;
    const [link] = await tx<SetupLink[]>`
      SELECT purpose, role, email FROM setup_links WHERE ${works(tx, secret, nowMs)}`;
    if (link === undefined) return "unusable";
    const address = (link.email ?? email).toLowerCase();
    const [known] = await tx<{ id: string }[]>`SELECT id FROM users WHERE email = ${address}`;
    if ((known !== undefined) !== (link.purpose === "password"))
      return known === undefined ? "unusable" : "email-taken";
    await tx`UPDATE setup_links SET used_at = ${time(tx, nowMs)} WHERE hash = ${hashOf(secret)}`;
    const userId = known?.id ?? randomUUID();
    if (known === undefined) {
      await tx`
        INSERT INTO users (id, name, email, email_verified, role, created_at, updated_at)
        VALUES (${userId}, ${name}, ${address}, true, ${link.role}, ${time(tx, nowMs)}, ${time(tx, nowMs)})`;
    }
    await tx`
      INSERT INTO accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
      VALUES (${randomUUID()}, ${userId}, 'credential', ${userId}, ${passwordHash}, ${time(tx, nowMs)}, ${time(tx, nowMs)})
      ON CONFLICT (provider_id, account_id) DO UPDATE SET password = excluded.password, updated_at = excluded.updated_at`;
    await tx`DELETE FROM sessions WHERE user_id = ${userId}`;
    return { userId, email: address, purpose: link.purpose };
  });
}

function works(sql: Sql | Transaction, secret: string, nowMs: number) {
  return sql`hash = ${hashOf(secret)} AND used_at IS NULL AND expires_at > ${time(sql, nowMs)}
    AND (purpose <> 'first' OR NOT EXISTS (SELECT 1 FROM users))`;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
