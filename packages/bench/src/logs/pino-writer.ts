// A service that logs with pino to a file, alone or with Vigie reading along.
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createVigie, type Vigie } from "@vigie/node";
import { vigiePino } from "@vigie/node/pino";
import { answer } from "@vigie/testing/child";
import { type Logger, pino } from "pino";

/** `beside`: Vigie runs in the process, and does not know of the logger. */
export type PinoVariant = "alone" | "beside" | "vigie";

export interface PinoStart {
  variant: PinoVariant;
  service: string;
  url: string;
  token: string;
  file: string;
}

export interface PinoOrder {
  lines: number;
  linesPerSecond: number;
}

export interface PinoResult {
  /** CPU of the main thread, and of the process with all its threads, until everything was sent; milliseconds. */
  mainMs: number;
  processMs: number;
}

const EVERY_MS = 10;

let logger: Logger | undefined;
let vigie: Vigie | undefined;

function start({ variant, service, url, token, file }: PinoStart): void {
  const destination = pino.destination({ dest: file, sync: false });
  if (variant !== "alone") vigie = createVigie({ service, url, token });
  logger = vigie && variant === "vigie" ? pino({}, vigiePino(vigie, destination)) : pino({}, destination);
}

async function write({ lines, linesPerSecond }: PinoOrder): Promise<PinoResult> {
  if (logger === undefined) throw new Error("nothing was started");
  const mainBefore = await mainThreadMs();
  const processBefore = process.cpuUsage();
  const began = performance.now();
  for (let i = 0; i < lines; ) {
    const due = Math.min(lines, Math.ceil(((performance.now() - began) / 1000) * linesPerSecond));
    for (; i < due; i++) {
      logger.info(
        { orderId: 10_000 + i, durationMs: (i % 1000) / 10, user: { id: i % 977, plan: "team" } },
        "order placed",
      );
    }
    await sleep(EVERY_MS);
  }
  await vigie?.flush();
  const { user, system } = process.cpuUsage(processBefore);
  return { mainMs: (await mainThreadMs()) - mainBefore, processMs: (user + system) / 1000 };
}

/** schedstat tells nanoseconds on a CPU; where there is none, the whole process has to stand for its main thread. */
async function mainThreadMs(): Promise<number> {
  const stat = await readFile(`/proc/self/task/${process.pid}/schedstat`, "utf8").catch(() => undefined);
  const { user, system } = process.cpuUsage();
  return stat === undefined ? (user + system) / 1000 : Number(stat.split(" ")[0]) / 1e6;
}

const answers = { start, write };
export type PinoAnswers = typeof answers;
answer(answers);
