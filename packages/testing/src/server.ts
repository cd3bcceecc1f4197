import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "@vigie/storage";

const MAIN = fileURLToPath(new URL("../../../apps/server/dist/main.js", import.meta.url));

/** The admin token of every server that a test starts, unless its environment names another. */
export const ADMIN_TOKEN = "admin-token-of-a-server-in-a-test";
/** What a call to such a server carries. */
export const AS_ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` };

export interface TestServer extends AsyncDisposable {
  url: string;
  /** Its admin token; empty when it was started without one. */
  token: string;
  /** What a call carries that is to do everything. */
  headers: { authorization: string };
  process: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Sends the signal and resolves with exit code and signal when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ServerOptions {
  /** Environment beside the port: DATABASE_URL, REDIS_URL, VIGIE_DATA_DIR, … An empty VIGIE_ADMIN_TOKEN: it has none. */
  env: Record<string, string>;
  port?: number;
  /** A command with its arguments that starts it: node and what follows are added. */
  through?: readonly string[];
}

/** A real Vigie in a process of its own, answering `/health`. */
export async function startServer({ env, port, through }: ServerOptions): Promise<TestServer> {
  const chosen = port ?? (await freePort());
  const server = spawnServer({ env: { ...env, PORT: String(chosen) }, through });
  const url = `http://127.0.0.1:${chosen}`;
  const gone = once(server.process, "exit").then(([code]) => {
    throw new Error(`Vigie ended with ${code}: ${server.output()}`);
  });
  gone.catch(() => {});
  await Promise.race([gone, untilHealthy(url)]);
  return { ...server, url, [Symbol.asyncDispose]: async () => void (await server.stop()) };
}

/** The same without waiting: for a start that is meant to fail. */
export function spawnServer({
  env,
  through = [],
}: Omit<ServerOptions, "port">): Omit<TestServer, "url" | typeof Symbol.asyncDispose> {
  const { PATH = "", HOME = "" } = process.env;
  const token = env.VIGIE_ADMIN_TOKEN ?? ADMIN_TOKEN;
  const [command = process.execPath, ...args] = [...through, process.execPath, MAIN];
  const child = spawn(command, args, {
    env: { PATH, HOME, ...env, VIGIE_ADMIN_TOKEN: token },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += chunk));
  child.stderr.on("data", (chunk) => (printed += chunk));
  return {
    token,
    headers: { authorization: `Bearer ${token}` },
    process: child,
    output: () => printed,
    async stop(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill(signal);
        await gone;
      }
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

async function untilHealthy(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${url}/health does not answer`);
}
