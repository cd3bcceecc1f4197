import type { Sql } from "../connection.ts";
import { time } from "../notifications.ts";

/** So many tries that failed, or are under way, within the window: for one account from one address, and from one address. */
export const SIGN_IN_LIMITS = { windowMs: 300_000, ofAccount: 5, ofAddress: 30 } as const;

export interface SignInAttempt {
  account: string;
  address: string;
  nowMs: number;
}

/**
 * Counts a try before its password is looked at, so that a hundred at once are no more than five. Resolves with how long to wait
 * when there were too many, milliseconds; null: go on. The account is locked for this address alone: its owner signs in from theirs.
 */
export async function beginAttempt(sql: Sql, { account, address, nowMs }: SignInAttempt): Promise<number | null> {
  const { windowMs, ofAccount, ofAddress } = SIGN_IN_LIMITS;
  return sql.begin(async (tx) => {
    // One try of an address after the other.
    await tx`SELECT pg_advisory_xact_lock(hashtextextended(${`sign-in ${address}`}, 0))`;
    await tx`DELETE FROM sign_in_attempts WHERE at <= ${time(tx, nowMs - windowMs)}`;
    const [counts] = await tx<{ ofAccount: number; ofAddress: number; accountMs: number; addressMs: number }[]>`
      SELECT count(*) FILTER (WHERE account = ${account})::int AS "ofAccount", count(*)::int AS "ofAddress",
        coalesce(extract(epoch FROM min(at) FILTER (WHERE account = ${account}))::float8 * 1000, 0) AS "accountMs",
        coalesce(extract(epoch FROM min(at))::float8 * 1000, 0) AS "addressMs"
      FROM sign_in_attempts WHERE address = ${address}`;
    if (counts && counts.ofAccount >= ofAccount) return Math.max(1_000, counts.accountMs + windowMs - nowMs);
    if (counts && counts.ofAddress >= ofAddress) return Math.max(1_000, counts.addressMs + windowMs - nowMs);
    await tx`INSERT INTO sign_in_attempts (account, address, at) VALUES (${account}, ${address}, ${time(tx, nowMs)})`;
    return null;
  });
}

/** A try that succeeded takes those before it along. */
export async function forgetAttempts(sql: Sql, account: string, address: string): Promise<void> {
  await sql`DELETE FROM sign_in_attempts WHERE account = ${account} AND address = ${address}`;
}
