import postgres from "postgres";
import { APPLICATION_NAME, LOCK_NAMESPACE, LOCKS, RECONNECT_SECONDS } from "./connection.ts";

/**
 * Which of many servers samples the targets. The leader keeps a session lock on a connection of its own: when that
 * connection is lost, so is the lock, and any server may take it.
 */
export interface Leadership {
  /** True while this server leads; takes the lead when nobody has it. Throws when Postgres cannot be reached. */
  leads(): Promise<boolean>;
  close(): Promise<void>;
}

export function createLeadership(url: string): Leadership {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 5,
    backoff: RECONNECT_SECONDS,
    // A connection that is renewed behind our back would hand the lead over.
    max_lifetime: null,
    onnotice: () => {},
    // When the connection ends while it looks the types up, the driver rejects where nobody can catch it, which ends the process.
    fetch_types: false,
    connection: { application_name: APPLICATION_NAME },
  });
  return {
    async leads() {
      // Session locks count: asking again while holding one would have to be released twice.
      const [row] = await sql<{ leads: boolean }[]>`
        SELECT CASE
          WHEN EXISTS (
            SELECT 1 FROM pg_locks
            WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = ${LOCK_NAMESPACE}::oid AND objid = ${LOCKS.collectors}::oid
          ) THEN true
          ELSE pg_try_advisory_lock(${LOCK_NAMESPACE}, ${LOCKS.collectors})
        END AS leads`;
      return row?.leads ?? false;
    },
    close: () => sql.end({ timeout: 1 }),
  };
}
