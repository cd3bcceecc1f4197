import { APPLICATION_NAME } from "@vigie/storage";
import postgres from "postgres";
import { freeRatioOf } from "./disk.ts";
import { usedMemoryRatio } from "./memory.ts";

/** How the figures are measured. Each rejects where that is not possible, and may take as long as it likes. */
export interface Probes {
  /** Milliseconds of one round trip, without the time to connect. */
  postgresMs(): Promise<number>;
  /** The connection is not to be trusted any more: the next ping makes a new one. */
  renewPostgres(): void;
  /** Null: no Redis is configured. */
  redisMs: (() => Promise<number>) | null;
  diskFreeRatio(): Promise<number>;
  memoryUsedRatio(): Promise<number>;
  close(): Promise<void>;
}

export interface ProbesOptions {
  databaseUrl: string;
  /** Times a ping in milliseconds; null when no Redis is configured. */
  pingRedis: (() => Promise<number>) | null;
  /** The disk that Postgres writes to; null while it is out of sight. */
  dataDisk?: () => { freeBytes: number; totalBytes: number } | null;
  /** Where that is out of sight, a folder on the disk that counts instead. */
  folder: string;
}

/** Postgres is asked on a connection of its own: in the pool a ping would wait behind queries, and measure these. */
export function openProbes({ databaseUrl, pingRedis, dataDisk, folder }: ProbesOptions): Probes {
  let sql: postgres.Sql | undefined;
  const renew = () => {
    const old = sql;
    sql = undefined;
    return old?.end({ timeout: 0 }).catch(() => {});
  };
  return {
    async postgresMs() {
      if (!sql) {
        sql = connect(databaseUrl);
        await sql`SELECT 1`;
      }
      const startedMs = performance.now();
      await sql`SELECT 1`;
      return performance.now() - startedMs;
    },
    renewPostgres: () => void renew(),
    redisMs: pingRedis,
    async diskFreeRatio() {
      const disk = dataDisk?.() ?? null;
      return disk === null ? freeRatioOf(folder) : disk.freeBytes / disk.totalBytes;
    },
    memoryUsedRatio: usedMemoryRatio,
    close: async () => void (await renew()),
  };
}

function connect(url: string): postgres.Sql {
  return postgres(url, {
    max: 1,
    connect_timeout: 2,
    backoff: false,
    onnotice: () => {},
    // When the connection ends while it looks the types up, the driver rejects where nobody can catch it, which ends the process.
    fetch_types: false,
    connection: { application_name: APPLICATION_NAME, statement_timeout: 2_000 },
  });
}
