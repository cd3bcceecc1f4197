import { startPostgres, startServer, type TestServer } from "@vigie/testing";
import { type Child, startChild } from "@vigie/testing/child";
import { readDurability } from "../durability.ts";
import { processCpuMs } from "../process-cpu.ts";
import type { Benchmark, Row } from "../report.ts";
import { quantile, rounded } from "../statistics.ts";
import type { BatchShape } from "./batch-factory.ts";
import type { SenderAnswers, SendResult } from "./sender.ts";

/** Senders that each wait for their acknowledgement before they send the next batch. */
const CONNECTIONS = 32;
const WARM_UP_SECONDS = 1;

const LARGE: BatchShape = { service: "bench-large", endpoints: 100, instances: 8 };
const SMALL: BatchShape = { service: "bench-small", endpoints: 5, instances: 8 };

interface Measured {
  shape: BatchShape;
  sent: SendResult;
  serverCpuMs: number;
}

/**
 * What one server process takes: batches a second, with a real Postgres committing each acknowledgement to disk. Ends in
 * an error when what is stored is not exactly what was acknowledged.
 */
export const ingest: Benchmark = async ({ quick, say }) => {
  const seconds = quick ? 5 : 20;
  say("starting Postgres and Vigie");
  await using cluster = await startPostgres();
  const durability = await readDurability(cluster.url);
  await using server = await startServer({ env: { DATABASE_URL: cluster.url } });
  await using sender = startChild<SenderAnswers>(new URL("sender.js", import.meta.url));

  const measured: Measured[] = [];
  for (const shape of [LARGE, SMALL]) {
    say(`${shape.endpoints} endpoints a batch, for ${seconds} s`);
    measured.push(await measure(shape, { seconds, server, sender }));
  }
  const [large, small] = measured.map(figuresOf);
  return {
    figures: { ...large, ...prefixed("small", small ?? {}) },
    table: measured.map(rowOf),
    notes: [
      `${CONNECTIONS} connections, each sending its next batch when the last one is acknowledged; Postgres with ${durability}`,
      "server, Postgres and senders share this machine's cores; server CPU is the server's process alone",
      "what was stored equals what was acknowledged, in every row",
    ],
  };
};

async function measure(
  shape: BatchShape,
  { seconds, server, sender }: { seconds: number; server: TestServer; sender: Child<SenderAnswers> },
): Promise<Measured> {
  const order = { url: server.url, shape, connections: CONNECTIONS };
  const warmUp = await sender.ask("send", { ...order, seconds: WARM_UP_SECONDS });
  const pid = server.process.pid ?? 0;
  const before = await processCpuMs(pid);
  const sent = await sender.ask("send", { ...order, seconds });
  const serverCpuMs = (await processCpuMs(pid)) - before;
  if (Object.keys(sent.refused).length > 0) throw new Error(`not acknowledged: ${JSON.stringify(sent.refused)}`);
  const acknowledged = warmUp.requests + sent.requests;
  const stored = await storedRequests(server, shape.service);
  if (stored !== acknowledged) throw new Error(`${stored} requests are stored, ${acknowledged} were acknowledged`);
  return { shape, sent, serverCpuMs };
}

/** Sum over all endpoints, as the page would show it. */
async function storedRequests({ url, headers }: TestServer, service: string): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ service, period: "1h" }));
  const response = await fetch(`${url}/trpc/endpoints.stats?input=${input}`, { headers });
  if (!response.ok) throw new Error(`endpoints.stats answered ${response.status}: ${await response.text()}`);
  const answer = (await response.json()) as { result: { data: { endpoints: { requestCount: number }[] } } };
  return answer.result.data.endpoints.reduce((sum, { requestCount }) => sum + requestCount, 0);
}

function figuresOf({ sent, serverCpuMs }: Measured): Record<string, number> {
  const seconds = sent.elapsedMs / 1000;
  return {
    batchesPerSecond: rounded(sent.batches / seconds, 1),
    requestsRepresentedPerSecond: Math.round(sent.requests / seconds),
    rollupsPerSecond: Math.round(sent.rollups / seconds),
    ackP50Ms: rounded(quantile(sent.ackMs, 0.5), 1),
    ackP99Ms: rounded(quantile(sent.ackMs, 0.99), 1),
    serverCpuMsPerBatch: rounded(serverCpuMs / sent.batches, 3),
  };
}

function rowOf(measured: Measured): Row {
  const { shape, sent } = measured;
  const figures = figuresOf(measured);
  return {
    "endpoints/batch": shape.endpoints,
    "kB/batch": rounded(sent.bytes / sent.batches / 1000, 1),
    "batches/s": figures.batchesPerSecond ?? 0,
    "requests represented/s": figures.requestsRepresentedPerSecond ?? 0,
    "rollups/s": figures.rollupsPerSecond ?? 0,
    "ack P50 ms": figures.ackP50Ms ?? 0,
    "ack P99 ms": figures.ackP99Ms ?? 0,
    "server CPU ms/batch": figures.serverCpuMsPerBatch ?? 0,
  };
}

function prefixed(prefix: string, figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [prefix + name[0]?.toUpperCase() + name.slice(1), value]),
  );
}
