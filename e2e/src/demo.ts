import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ADMIN_TOKEN, freePort, makeDataDir, until } from "@vigie/testing";

const MAIN = fileURLToPath(new URL("../../apps/demo/dist/main.js", import.meta.url));

export interface DemoOptions {
  rate: number;
  /** After so many seconds the traffic ends. */
  duration: number;
  /** So many source files are indexed at the start. */
  files: number;
  /** Settings of Vigie beside those of every test. */
  env?: Record<string, string>;
}

/** What the traffic says that it sent. */
export interface Sent {
  sent: number;
  failed: number;
  answered: Record<string, number>;
  byEndpoint: Record<string, number>;
}

/** A request as the service measured it itself. */
export interface OwnDuration {
  endpoint: string;
  durationMs: number;
}

export interface Demo extends AsyncDisposable {
  /** Where Vigie is, and its admin token. */
  url: string;
  token: string;
  /** The service's own database, as its owner. */
  databaseUrl(): Promise<string>;
  output(): string;
  /** Resolves when the traffic is over. */
  sent(): Promise<Sent>;
  durations(): Promise<OwnDuration[]>;
  /** All processes that it consists of. */
  processes(): Promise<number[]>;
  /** As Ctrl-C or a process manager does; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** All that `npm run demo` starts, on ports and in a data folder of its own; with Redis where the tests have one. */
export async function startDemo({ rate, duration, files, env = {} }: DemoOptions): Promise<Demo> {
  const folder = await makeDataDir();
  const [report, durations] = [join(folder, "sent.jsonl"), join(folder, "durations.txt")];
  const port = await freePort();
  const { HOME = "", PATH = "", VIGIE_TEST_REDIS_SERVER, VIGIE_TEST_REDIS_LIBS } = process.env;
  const child = spawn(
    process.execPath,
    [MAIN, `--rate=${rate}`, `--duration=${duration}`, "--seed=7", `--report=${report}`],
    {
      env: {
        VIGIE_ADMIN_TOKEN: ADMIN_TOKEN,
        ...env,
        HOME,
        PATH,
        PORT: String(port),
        DEMO_PORT: String(await freePort()),
        VIGIE_DATA_DIR: folder,
        DEMO_DURATIONS_FILE: durations,
        CODE_FILES: String(files),
        ...(VIGIE_TEST_REDIS_SERVER && { VIGIE_DEMO_REDIS_SERVER: VIGIE_TEST_REDIS_SERVER }),
        ...(VIGIE_TEST_REDIS_LIBS && { VIGIE_DEMO_REDIS_LIBS: VIGIE_TEST_REDIS_LIBS }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let printed = "";
  for (const output of [child.stdout, child.stderr])
    output.on("data", (chunk) => {
      printed += chunk;
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  const says = async (text: string, limitMs: number) => {
    await until(() => printed.includes(text) || child.exitCode !== null, `the demo says "${text}"`, limitMs);
    if (!printed.includes(text)) throw new Error(`the demo ended with ${child.exitCode}:\n${printed}`);
  };
  const stop = async () => {
    child.kill("SIGTERM");
    return ended;
  };
  const end = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  await says("Look at", 90_000).catch(async (error) => {
    await end();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    token: ADMIN_TOKEN,
    async databaseUrl() {
      const url = new URL((await readFile(join(folder, "postgres.url"), "utf8")).trim());
      url.pathname = "/code_search";
      return url.href;
    },
    output: () => printed,
    async sent() {
      await says("The traffic is over", (duration + 30) * 1000);
      const last = (await readFile(report, "utf8")).trim().split("\n").at(-1) ?? "{}";
      return JSON.parse(last) as Sent;
    },
    async durations() {
      const lines = (await readFile(durations, "utf8")).trim().split("\n");
      return lines.map((line) => {
        const [method, route, , durationMs] = line.split(" ");
        return { endpoint: `${method} ${route}`, durationMs: Number(durationMs) };
      });
    },
    processes: () => processesBelow(child),
    stop,
    [Symbol.asyncDispose]: end,
  };
}

async function processesBelow(conductor: ChildProcess): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,ppid="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [conductor.pid ?? 0];
  for (const parent of found) for (const [pid, of] of rows) if (of === parent && pid !== undefined) found.push(pid);
  return found;
}
