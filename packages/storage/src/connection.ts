import postgres from "postgres";

export type Sql = postgres.Sql;
/** What runs inside one transaction. */
export type Transaction = postgres.TransactionSql;

/** Vigie's own connections carry this name, so that they can be left out of what it reports of a server. */
export const APPLICATION_NAME = "vigie";

/** Advisory locks of Vigie: (namespace, what). */
export const LOCK_NAMESPACE = 0x7619;
export const LOCKS = { migration: 1, compaction: 2, collectors: 3, accounts: 4 } as const;

/** Takes one of the locks until the transaction ends; false when another server has it. */
export async function tryLock(tx: Transaction, lock: number): Promise<boolean> {
  const [row] = await tx<{ held: boolean }[]>`SELECT pg_try_advisory_xact_lock(${LOCK_NAMESPACE}, ${lock}) AS held`;
  return row?.held ?? false;
}

/** How long a lost connection waits before the next attempt, seconds. */
export const RECONNECT_SECONDS = (attempt: number) => Math.min(0.05 * 2 ** attempt, 1);

/** No statement of Vigie takes nearly as long; one that does would hold up everybody behind it. */
const STATEMENT_TIMEOUT_MS = 60_000;

/** A pool for Vigie's own use. */
export function connect(url: string, connections: number): Sql {
  return postgres(url, {
    max: connections,
    connect_timeout: 5,
    // By default it waits up to 20 s before it connects again, and every query waits with it.
    backoff: RECONNECT_SECONDS,
    onnotice: () => {},
    connection: {
      application_name: APPLICATION_NAME,
      TimeZone: "UTC",
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // A plan for any values would look at every partition, each time that a statement is used for the sixth time.
      plan_cache_mode: "force_custom_plan",
    },
  });
}

/** Host, port and database of a connection URL, without its credentials. */
export function describeTarget(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || "localhost"}:${port || "5432"}${pathname}`;
  } catch {
    return "an address that is not a URL";
  }
}

/** One line that says what went wrong, also for errors that carry only a code. */
export function problemOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const message = cause.message.split("\n")[0] ?? "";
  return message.includes(code) || code === "" ? message || cause.name : `${code} ${message}`.trim();
}

/** Postgres cannot be reached, is starting or stopping, has no connection left or takes none (SQLSTATE classes 08, 57P, 53, and 55000). */
export function isConnectionProblem(error: unknown): boolean {
  // Drizzle wraps what the driver throws.
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = "code" in at ? String(at.code) : "";
    if (/^(CONNECT|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|08|57P|53|55000)/.test(code)) return true;
  }
  return false;
}

/**
 * Postgres would do it another time: it is away, has no room, no memory or no time for it now (SQLSTATE classes 53, 57, 58), somebody
 * else was in the way (40, 55P03), or it takes nothing for the moment, as a standby (25006).
 */
export function isPassingProblem(error: unknown): boolean {
  if (isConnectionProblem(error)) return true;
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = "code" in at ? String(at.code) : "";
    if (/^(EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|40|55P03|57|58|25006)/.test(code)) return true;
  }
  return false;
}
