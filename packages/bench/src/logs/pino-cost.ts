import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, startServer } from "@vigie/testing";
import { startChild } from "@vigie/testing/child";
import postgres from "postgres";
import { type Spread, shuffled, spread } from "../statistics.ts";
import type { PinoAnswers, PinoVariant } from "./pino-writer.ts";

export interface PinoCost {
  variant: PinoVariant;
  /** CPU of a line, microseconds. */
  mainUs: Spread;
  processUs: Spread;
  /** Less that of pino alone in the same round; none for pino alone. */
  addedMainUs: Spread;
  addedProcessUs: Spread;
}

export interface PinoCostSizes {
  rounds: number;
  /** Lines that are measured in each process, and lines before them that are not. */
  lines: number;
  warmUpLines: number;
}

export const LINES_PER_SECOND = 10_000;
const VARIANTS: readonly PinoVariant[] = ["alone", "beside", "vigie"];

/**
 * CPU that a line costs a service, by variant. Every round runs each of them in a fresh process, in random order; Vigie is a real server
 * that stores what comes. Throws when it did not store every line.
 */
export async function measurePino({ rounds, lines, warmUpLines }: PinoCostSizes): Promise<PinoCost[]> {
  await using cluster = await startPostgres();
  await using server = await startServer({ env: { DATABASE_URL: cluster.url } });
  const folder = await mkdtemp(join(tmpdir(), "vigie-bench-"));
  const measured = new Map(VARIANTS.map((variant) => [variant, [] as { mainUs: number; processUs: number }[]]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const variant of shuffled(VARIANTS)) {
        const service = `${variant}-${round}`;
        await using writer = startChild<PinoAnswers>(new URL("pino-writer.js", import.meta.url));
        const { url, token } = server;
        await writer.ask("start", { variant, service, url, token, file: join(folder, `${service}.log`) });
        await writer.ask("write", { lines: warmUpLines, linesPerSecond: LINES_PER_SECOND });
        const { mainMs, processMs } = await writer.ask("write", { lines, linesPerSecond: LINES_PER_SECOND });
        measured.get(variant)?.push({ mainUs: (1000 * mainMs) / lines, processUs: (1000 * processMs) / lines });
        const stored = await storedOf(cluster.url, service);
        const expected = variant === "vigie" ? lines + warmUpLines : 0;
        if (stored !== expected) throw new Error(`${stored} lines of ${service} are stored, not ${expected}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const alone = measured.get("alone") ?? [];
  return VARIANTS.map((variant) => {
    const all = measured.get(variant) ?? [];
    return {
      variant,
      mainUs: spread(all.map(({ mainUs }) => mainUs)),
      processUs: spread(all.map(({ processUs }) => processUs)),
      addedMainUs: spread(all.map(({ mainUs }, round) => mainUs - (alone[round]?.mainUs ?? 0))),
      addedProcessUs: spread(all.map(({ processUs }, round) => processUs - (alone[round]?.processUs ?? 0))),
    };
  });
}

async function storedOf(url: string, service: string): Promise<number> {
  const sql = postgres(url, { max: 1 });
  try {
    const [row] = await sql<{ count: number }[]>`
      SELECT count(*)::float8 AS count FROM logs JOIN services ON services.id = service_id WHERE services.name = ${service}`;
    return row?.count ?? 0;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
