import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedPostgres, openStore, startEmbeddedPostgres } from "@vigie/storage";
import postgres from "postgres";

/** Set by the global setup of the integration tests: the cluster that all of them share. */
const SHARED_POSTGRES = "VIGIE_TEST_POSTGRES_URL";

export interface TestPostgres extends EmbeddedPostgres, AsyncDisposable {
  dataDir: string;
  /** Stops it as an administrator would: data, port and password stay. */
  down(): Promise<void>;
  /** Starts it again. */
  up(): Promise<void>;
}

/** A temporary folder that the user who runs Postgres for root can enter; else the cluster would lie elsewhere, and stay there. */
export async function makeDataDir(within = tmpdir()): Promise<string> {
  const dataDir = await mkdtemp(join(within, "vigie-test-"));
  await chmod(dataDir, 0o755);
  return dataDir;
}

/** A real PostgreSQL in a temporary folder, `within` the system's or another. */
export async function startPostgres({ within }: { within?: string | undefined } = {}): Promise<TestPostgres> {
  const dataDir = await makeDataDir(within);
  let cluster: EmbeddedPostgres | undefined = await startEmbeddedPostgres({ dataDir });
  const { url } = cluster;
  const down = async () => {
    await cluster?.stop();
    cluster = undefined;
  };
  const up = async () => {
    cluster ??= await startEmbeddedPostgres({ dataDir, port: Number(new URL(url).port) });
  };
  const stop = async () => {
    await down();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url, dataDir, down, up, stop, [Symbol.asyncDispose]: stop };
}

/** With Vigie's schema: copying it takes a tenth of the time that the migrations take. */
const PREPARED = "prepared";

/** One for many tests, each with a database of its own in it. What it holds need not survive this machine. */
export async function startSharedPostgres(): Promise<TestPostgres> {
  const cluster = await startPostgres();
  const maintenance = postgres(cluster.url, { max: 1, onnotice: () => {} });
  // Making and dropping databases waits for the disk otherwise.
  await maintenance`ALTER SYSTEM SET fsync = off`;
  await maintenance`SELECT pg_reload_conf()`;
  await maintenance.unsafe(`CREATE DATABASE ${PREPARED}`);
  await maintenance.end({ timeout: 1 });
  const store = await openStore({ url: urlOf(cluster.url, PREPARED) });
  await store.close();
  process.env[SHARED_POSTGRES] = cluster.url;
  return cluster;
}

export interface TestDatabase extends AsyncDisposable {
  url: string;
}

let made = 0;

/** A database on the shared cluster, dropped when it goes out of scope: as Vigie would have left it at its first start, or empty. */
export async function createDatabase({ isEmpty = false }: { isEmpty?: boolean } = {}): Promise<TestDatabase> {
  const shared = process.env[SHARED_POSTGRES];
  if (!shared) throw new Error("run through vitest's integration project, whose global setup starts Postgres");
  const name = `test_${process.pid}_${++made}`;
  const maintenance = postgres(shared, { max: 1, onnotice: () => {} });
  await maintenance.unsafe(`CREATE DATABASE "${name}" ${isEmpty ? "" : `TEMPLATE ${PREPARED}`}`);
  return {
    url: urlOf(shared, name),
    async [Symbol.asyncDispose]() {
      await maintenance.unsafe(`DROP DATABASE "${name}" WITH (FORCE)`);
      await maintenance.end({ timeout: 1 });
    },
  };
}

function urlOf(cluster: string, database: string): string {
  const url = new URL(cluster);
  url.pathname = `/${database}`;
  return url.href;
}
