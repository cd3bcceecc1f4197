import { APPLICATION_NAME, describeTarget } from "@vigie/storage";
import postgres from "postgres";
import { type Collector, createDeltas } from "./collector.ts";

/** A statement that has run this long counts as slow, seconds. */
const SLOW_SECONDS = 1;

export interface PostgresCollectorOptions {
  /** The server to watch. */
  url: string;
  /** Name of Vigie's own database where it lives on that server: left out of all figures. */
  ownDatabase: string | null;
}

interface Connections {
  total: number;
  active: number;
  idle: number;
  idleInTransaction: number;
  waiting: number;
  own: number;
  max: number;
  longestTransactionMs: number;
  slowStatements: number;
}

interface Databases {
  commits: number;
  rollbacks: number;
  hit: number;
  read: number;
  deadlocks: number;
  tempBytes: number;
  sizeBytes: number;
}

/** Samples the statistics views of a whole server. Vigie's own connections and database are counted apart. */
export function postgresCollector({ url, ownDatabase }: PostgresCollectorOptions): Collector {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 3,
    backoff: false,
    onnotice: () => {},
    connection: { application_name: APPLICATION_NAME, statement_timeout: 5_000 },
  });
  const deltas = createDeltas();
  return {
    part: "postgres",
    shared: true,
    target: describeTarget(url),
    remedy: "Check that Postgres runs, and POSTGRES_URL or DATABASE_URL.",
    async sample(nowMs) {
      const [connections] = await sql<Connections[]>`
        SELECT
          (count(*) FILTER (WHERE application_name <> ${APPLICATION_NAME}))::int AS total,
          (count(*) FILTER (WHERE application_name <> ${APPLICATION_NAME} AND state = 'active'))::int AS active,
          (count(*) FILTER (WHERE application_name <> ${APPLICATION_NAME} AND state = 'idle'))::int AS idle,
          (count(*) FILTER (WHERE application_name <> ${APPLICATION_NAME} AND state LIKE 'idle in transaction%'))::int AS "idleInTransaction",
          (count(*) FILTER (WHERE application_name <> ${APPLICATION_NAME} AND wait_event_type = 'Lock'))::int AS waiting,
          (count(*) FILTER (WHERE application_name = ${APPLICATION_NAME}))::int AS own,
          current_setting('max_connections')::int AS max,
          coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)) FILTER (WHERE application_name <> ${APPLICATION_NAME}), 0)::float8 * 1000
            AS "longestTransactionMs",
          (count(*) FILTER (
            WHERE application_name <> ${APPLICATION_NAME} AND state = 'active'
              AND clock_timestamp() - query_start > make_interval(secs => ${SLOW_SECONDS})))::int AS "slowStatements"
        FROM pg_stat_activity
        -- A role without pg_monitor sees no type of other roles' connections; what has a database and a user is a client.
        WHERE coalesce(backend_type, CASE WHEN datid IS NOT NULL AND usesysid IS NOT NULL THEN 'client backend' END) = 'client backend'`;
      const [databases] = await sql<Databases[]>`
        SELECT coalesce(sum(xact_commit), 0)::float8 AS commits, coalesce(sum(xact_rollback), 0)::float8 AS rollbacks,
          coalesce(sum(blks_hit), 0)::float8 AS hit, coalesce(sum(blks_read), 0)::float8 AS read,
          coalesce(sum(deadlocks), 0)::float8 AS deadlocks, coalesce(sum(temp_bytes), 0)::float8 AS "tempBytes",
          coalesce(sum(CASE WHEN has_database_privilege(stat.datid, 'CONNECT') THEN pg_database_size(stat.datid) END), 0)::float8 AS "sizeBytes"
        FROM pg_stat_database AS stat JOIN pg_database ON pg_database.oid = stat.datid
        WHERE NOT datistemplate AND stat.datname IS DISTINCT FROM ${ownDatabase}`;
      if (!connections || !databases) throw new Error("the statistics views returned nothing");
      return {
        values: {
          connections: connections.total,
          "connections.active": connections.active,
          "connections.idle": connections.idle,
          "connections.idle_in_transaction": connections.idleInTransaction,
          "connections.waiting": connections.waiting,
          "connections.vigie": connections.own,
          "connections.all": connections.total + connections.own,
          "connections.max": connections.max,
          "transaction.longest_ms": connections.longestTransactionMs,
          "statements.slow": connections.slowStatements,
          "database.size": databases.sizeBytes,
          ...deltas(
            {
              commits: databases.commits,
              rollbacks: databases.rollbacks,
              "blocks.hit": databases.hit,
              "blocks.read": databases.read,
              deadlocks: databases.deadlocks,
              temp_bytes: databases.tempBytes,
            },
            nowMs,
          ),
        },
      };
    },
    close: () => sql.end({ timeout: 1 }),
  };
}
