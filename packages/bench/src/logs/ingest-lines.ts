import { startPostgres, startServer } from "@vigie/testing";
import { startChild } from "@vigie/testing/child";
import postgres from "postgres";
import { readDurability } from "../durability.ts";
import { processCpuMs } from "../process-cpu.ts";
import { quantile } from "../statistics.ts";
import type { LineOrder, LineSenderAnswers } from "./line-sender.ts";
import { postgresCpuMs } from "./postgres-cpu.ts";

export interface IngestedLines {
  durability: string;
  linesPerBatch: number;
  connections: number;
  linesPerSecond: number;
  ackP50Ms: number;
  ackP99Ms: number;
  /** Bytes of a line as it arrives, compressed. */
  sentBytesPerLine: number;
  /** CPU per line, of each of the three. */
  serverUs: number;
  postgresUs: number;
  senderUs: number;
}

const CONNECTIONS = 6;
const LINES_PER_BATCH = 1_000;
const WARM_UP_SECONDS = 2;
/** Different batches made for each second: at the aim none is sent twice. */
const BATCHES_PER_SECOND = 20;

/**
 * Lines that one server process takes in a second, with Postgres committing each acknowledgement to disk. Throws when what is stored is
 * not exactly what was acknowledged.
 */
export async function ingestLines({ seconds }: { seconds: number }): Promise<IngestedLines> {
  await using cluster = await startPostgres();
  const durability = await readDurability(cluster.url);
  await using server = await startServer({ env: { DATABASE_URL: cluster.url } });
  await using sender = startChild<LineSenderAnswers>(new URL("line-sender.js", import.meta.url));
  const order: LineOrder = {
    url: server.url,
    seconds,
    connections: CONNECTIONS,
    linesPerBatch: LINES_PER_BATCH,
    batches: (seconds + WARM_UP_SECONDS) * BATCHES_PER_SECOND,
  };
  await sender.ask("prepare", order);
  const warmUp = await sender.ask("send", { ...order, seconds: WARM_UP_SECONDS });

  const sql = postgres(cluster.url, { max: 1 });
  try {
    const pid = server.process.pid ?? 0;
    const [serverBefore, postgresBefore] = [await processCpuMs(pid), await postgresCpuMs(sql)];
    const sent = await sender.ask("send", order);
    const serverCpuMs = (await processCpuMs(pid)) - serverBefore;
    const postgresMs = (await postgresCpuMs(sql)) - postgresBefore;

    for (const { refused } of [warmUp, sent]) {
      if (Object.keys(refused).length > 0) throw new Error(`not acknowledged: ${JSON.stringify(refused)}`);
    }
    const [stored] = await sql<{ count: number }[]>`SELECT count(*)::float8 AS count FROM logs`;
    const acknowledged = warmUp.lines + sent.lines;
    if (stored?.count !== acknowledged)
      throw new Error(`${stored?.count} lines are stored, ${acknowledged} were acknowledged`);
    const usPerLine = (ms: number) => (1000 * ms) / sent.lines;
    return {
      durability,
      linesPerBatch: LINES_PER_BATCH,
      connections: CONNECTIONS,
      linesPerSecond: (1000 * sent.lines) / sent.elapsedMs,
      ackP50Ms: quantile(sent.ackMs, 0.5),
      ackP99Ms: quantile(sent.ackMs, 0.99),
      sentBytesPerLine: sent.bytes / sent.lines,
      serverUs: usPerLine(serverCpuMs),
      postgresUs: usPerLine(postgresMs),
      senderUs: usPerLine(sent.cpuMs),
    };
  } finally {
    await sql.end({ timeout: 1 });
  }
}
