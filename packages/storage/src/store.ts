import { fileURLToPath } from "node:url";
import { VigieError } from "@vigie/protocol";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { createDimensions, type Dimensions } from "./dimensions.ts";
import { ensurePartitions } from "./partitions.ts";

export type Sql = postgres.Sql;
/** What runs inside one transaction. */
export type Transaction = postgres.TransactionSql;

/** The open database: Drizzle for queries, `sql` for the statements that must be exactly as written. */
export interface Store {
  db: PostgresJsDatabase;
  sql: Sql;
  dimensions: Dimensions;
  close(): Promise<void>;
}

/** Vigie's own connections carry this name, so that they can be left out of what it reports of a server. */
export const APPLICATION_NAME = "vigie";

const MIGRATIONS = fileURLToPath(new URL("../../../drizzle", import.meta.url));
/** Advisory locks of Vigie: (namespace, what). */
export const LOCK_NAMESPACE = 0x7619;
export const LOCKS = { migration: 1, compaction: 2, collectors: 3 } as const;

/** How long a lost connection waits before the next attempt, seconds. */
export const RECONNECT_SECONDS = (attempt: number) => Math.min(0.05 * 2 ** attempt, 1);

/** PostgreSQL 15. */
const OLDEST_SERVER_VERSION = 150_000;

export interface OpenStoreOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  /** Connections at most. */
  connections?: number;
}

/**
 * Connects, migrates and makes the partitions of the next days.
 * Throws DATABASE_UNREACHABLE or DATABASE_UNSUITABLE.
 */
export async function openStore({ url, connections = 8 }: OpenStoreOptions): Promise<Store> {
  const sql = connect(url, connections);
  const target = describeTarget(url);
  try {
    await requireVersion(sql, target);
    await prepareSchema(url, target);
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  return {
    db: drizzle(sql),
    sql,
    dimensions: createDimensions(sql),
    close: () => sql.end({ timeout: 5 }),
  };
}

function connect(url: string, connections: number): Sql {
  return postgres(url, {
    max: connections,
    connect_timeout: 5,
    // By default it waits up to 20 s before it connects again, and every query waits with it.
    backoff: RECONNECT_SECONDS,
    onnotice: () => {},
    connection: { application_name: APPLICATION_NAME, TimeZone: "UTC" },
  });
}

async function requireVersion(sql: Sql, target: string): Promise<void> {
  let version: number;
  try {
    const [row] = await sql<{ version: number }[]>`SELECT current_setting('server_version_num')::int AS version`;
    version = row?.version ?? 0;
  } catch (cause) {
    throw new VigieError("DATABASE_UNREACHABLE", { target, problem: problemOf(cause) }, cause);
  }
  if (version < OLDEST_SERVER_VERSION) {
    throw new VigieError("DATABASE_UNSUITABLE", {
      target,
      problem: `it is PostgreSQL ${Math.floor(version / 10_000)}`,
    });
  }
}

/** On one connection of its own, because the lock that keeps two starting servers apart belongs to a session. */
async function prepareSchema(url: string, target: string): Promise<void> {
  const sql = connect(url, 1);
  try {
    await sql`SELECT pg_advisory_lock(${LOCK_NAMESPACE}, ${LOCKS.migration})`;
    await migrate(drizzle(sql), { migrationsFolder: MIGRATIONS });
    await ensurePartitions(sql, Date.now());
  } catch (cause) {
    throw new VigieError("DATABASE_UNSUITABLE", { target, problem: problemOf(cause) }, cause);
  } finally {
    await sql.end({ timeout: 1 });
  }
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

/** Postgres cannot be reached, is starting or stopping, or has no connection left (SQLSTATE classes 08, 57P, 53). */
export function isConnectionProblem(error: unknown): boolean {
  // Drizzle wraps what the driver throws.
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = "code" in at ? String(at.code) : "";
    if (/^(CONNECT|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|08|57P|53)/.test(code)) return true;
  }
  return false;
}
