import { VigieError } from "@vigie/protocol";
import { isConnectionProblem, problemOf } from "@vigie/storage";
import { readSettings } from "./env.ts";
import { createVigieServer, type VigieServer } from "./server.ts";

const report = (line: string) => process.stdout.write(`${line}\n`);
/** A stop that hangs ends all the same. */
const STOP_LIMIT_MS = 10_000;

let server: VigieServer | undefined;
let stopping = false;

async function stop(): Promise<void> {
  // A second signal means: now.
  if (stopping) process.exit(130);
  stopping = true;
  // Stopped while starting: main() sees it and ends by itself.
  if (!server) return;
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  await server.close();
  process.exit(0);
}

async function main(): Promise<void> {
  // The driver of Postgres lets go of a connection in places where nobody waits for it. That is no reason to end.
  process.on("unhandledRejection", (reason) => {
    if (!isConnectionProblem(reason)) throw reason;
    report(`A connection to Postgres was lost: ${problemOf(reason)}`);
  });
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  // The terminal was closed: the embedded Postgres, in a process group of its own, would stay behind.
  process.on("SIGHUP", () => void stop());
  try {
    server = await createVigieServer({ settings: readSettings(process.env), report });
  } catch (error) {
    process.stderr.write(
      error instanceof VigieError ? `${error.code}: ${error.message} ${error.remedy}\n` : `${String(error)}\n`,
    );
    process.exit(1);
  }
  if (stopping) {
    await server.close();
    process.exit(0);
  }
}

await main();
