import { spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "@vigie/storage";
import { Redis } from "ioredis";

export interface TestRedis extends AsyncDisposable {
  url: string;
  stop(): Promise<void>;
}

/** Why there is none, and how to get one: for `test.skipIf`. */
export const REDIS_MISSING = process.env.VIGIE_TEST_REDIS_SERVER
  ? undefined
  : "no redis-server: run through npm test, or install redis";

/** A real Redis on a free port, keeping nothing. `flags` are redis-server's own: `["--maxmemory", "8mb"]`. */
export async function startRedis(flags: readonly string[] = [], fixedPort?: number): Promise<TestRedis> {
  const binary = process.env.VIGIE_TEST_REDIS_SERVER;
  if (!binary) throw new Error(REDIS_MISSING);
  const port = fixedPort ?? (await freePort());
  const child = spawn(
    binary,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", ...flags],
    {
      stdio: "ignore",
      env: { ...process.env, LD_LIBRARY_PATH: process.env.VIGIE_TEST_REDIS_LIBS ?? "" },
    },
  );
  const url = `redis://127.0.0.1:${port}`;
  const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  probe.on("error", () => {});
  await probe.ping();
  probe.disconnect();
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  };
  return { url, stop, [Symbol.asyncDispose]: stop };
}
