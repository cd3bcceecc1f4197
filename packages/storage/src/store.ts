import { fileURLToPath } from "node:url";
import { VigieError } from "@vigie/protocol";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import { connect, describeTarget, LOCK_NAMESPACE, LOCKS, problemOf, type Sql } from "./connection.ts";
import { createDimensions, type Dimensions } from "./dimensions.ts";
import type { EndpointList } from "./endpoints.ts";
import { ensurePartitions } from "./partitions.ts";
import { createRememberedSums, type RememberedSums } from "./remembered-sums.ts";
import { createKnownRetention, type KnownRetention } from "./retention.ts";

/** The open database: Drizzle for queries, `sql` for the statements that must be exactly as written. */
export interface Store {
  db: PostgresJsDatabase;
  sql: Sql;
  /** Connections of its own for searches, which may take a second each: however many there are, what comes in is stored. */
  searches: Sql;
  dimensions: Dimensions;
  rememberedSums: RememberedSums;
  /** How long what is kept. */
  retention: KnownRetention;
  /** By the ids of their services. */
  endpointLists: Map<string, EndpointList>;
  close(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL("../../../drizzle", import.meta.url));
const SEARCH_CONNECTIONS = 4;
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
  const retention = createKnownRetention(sql);
  const target = describeTarget(url);
  try {
    await requireVersion(sql, target);
    await prepareSchema(url, target);
    await retention.refresh();
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  const searches = connect(url, SEARCH_CONNECTIONS);
  return {
    db: drizzle(sql),
    sql,
    searches,
    dimensions: createDimensions(sql),
    rememberedSums: createRememberedSums(),
    retention,
    endpointLists: new Map(),
    close: async () => {
      await Promise.all([sql.end({ timeout: 5 }), searches.end({ timeout: 5 })]);
    },
  };
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
