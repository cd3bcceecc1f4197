import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@vigie/storage";
import postgres from "postgres";

/** Set by the global setup of the integration tests: the cluster that all of them share. */
export const SHARED_POSTGRES = "VIGIE_TEST_POSTGRES_URL";

export interface TestPostgres extends EmbeddedPostgres, AsyncDisposable {
  dataDir: string;
  /** Stops it as an administrator would: data, port and password stay. */
  down(): Promise<void>;
  /** Starts it again. */
  up(): Promise<void>;
}

/** A temporary folder that the user who runs Postgres for root can enter; else the cluster would lie elsewhere, and stay there. */
export async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "vigie-test-"));
  await chmod(dataDir, 0o755);
  return dataDir;
}

/** A real PostgreSQL in a temporary folder. */
export async function startPostgres(): Promise<TestPostgres> {
  const dataDir = await makeDataDir();
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

export interface TestDatabase extends AsyncDisposable {
  url: string;
}

let made = 0;

/** An empty database on the shared cluster, dropped when it goes out of scope. */
export async function createDatabase(): Promise<TestDatabase> {
  const shared = process.env[SHARED_POSTGRES];
  if (!shared) throw new Error("run through vitest's integration project, whose global setup starts Postgres");
  const name = `test_${process.pid}_${++made}`;
  const maintenance = postgres(shared, { max: 1, onnotice: () => {} });
  await maintenance.unsafe(`CREATE DATABASE "${name}"`);
  const url = new URL(shared);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await maintenance.unsafe(`DROP DATABASE "${name}" WITH (FORCE)`);
      await maintenance.end({ timeout: 1 });
    },
  };
}
