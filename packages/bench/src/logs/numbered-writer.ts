// A service that writes numbered lines at a steady rate, and remembers when it wrote each.
import { setTimeout as sleep } from "node:timers/promises";
import { createVigie } from "@vigie/node";
import { vigiePino } from "@vigie/node/pino";
import { pino } from "pino";
import { answer } from "../child.ts";
import { NUMBERED } from "./page.ts";

export interface NumberedOrder {
  url: string;
  /** Where pino writes as well. */
  file: string;
  seconds: number;
  linesPerSecond: number;
}

const EVERY_MS = 5;

/** Milliseconds since the epoch at which each line was written, by its number. */
async function write({ url, file, seconds, linesPerSecond }: NumberedOrder): Promise<number[]> {
  const vigie = createVigie({ service: "numbered", url });
  const logger = pino({}, vigiePino(vigie, pino.destination({ dest: file, sync: false })));
  const writtenMs: number[] = [];
  const began = performance.now();
  while (writtenMs.length < seconds * linesPerSecond) {
    const due = Math.min(seconds, (performance.now() - began) / 1000) * linesPerSecond;
    while (writtenMs.length < due) {
      const orderId = writtenMs.length;
      writtenMs.push(performance.timeOrigin + performance.now());
      logger.info({ orderId, durationMs: orderId % 97 }, `order placed, ${NUMBERED}${orderId}`);
    }
    await sleep(EVERY_MS);
  }
  await vigie.close();
  return writtenMs;
}

const answers = { write };
export type NumberedAnswers = typeof answers;
answer(answers);
