// A service that writes numbered lines at a steady rate, and remembers when it wrote each.
import { setTimeout as sleep } from "node:timers/promises";
import { createVigie } from "@vigie/node";
import { vigiePino } from "@vigie/node/pino";
import { answer } from "@vigie/testing/child";
import { pino } from "pino";
import { NUMBERED } from "./page.ts";

export interface NumberedOrder {
  url: string;
  token: string;
  /** Where pino writes as well. */
  file: string;
  /** Before the numbered lines others are written, of which nothing is measured. */
  warmUpSeconds: number;
  seconds: number;
  linesPerSecond: number;
}

const EVERY_MS = 5;

/** Milliseconds since the epoch at which each line was written, by its number. */
async function write({ url, token, file, warmUpSeconds, seconds, linesPerSecond }: NumberedOrder): Promise<number[]> {
  const vigie = createVigie({ service: "numbered", url, token });
  const logger = pino({}, vigiePino(vigie, pino.destination({ dest: file, sync: false })));
  const writtenMs: number[] = [];
  await atRate(warmUpSeconds, linesPerSecond, (orderId) => logger.info({ orderId }, "order placed"));
  await atRate(seconds, linesPerSecond, (orderId) => {
    writtenMs.push(performance.timeOrigin + performance.now());
    logger.info({ orderId, durationMs: orderId % 97 }, `order placed, ${NUMBERED}${orderId}`);
  });
  await vigie.close();
  return writtenMs;
}

async function atRate(seconds: number, linesPerSecond: number, say: (line: number) => void): Promise<void> {
  const began = performance.now();
  for (let line = 0; line < seconds * linesPerSecond; ) {
    const due = Math.min(seconds, (performance.now() - began) / 1000) * linesPerSecond;
    while (line < due) say(line++);
    await sleep(EVERY_MS);
  }
}

const answers = { write };
export type NumberedAnswers = typeof answers;
answer(answers);
