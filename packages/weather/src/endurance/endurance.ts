import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createVigieClient } from "@vigie/client";
import { startPostgres, startServer, type TestServer } from "@vigie/testing";
import { startChild } from "@vigie/testing/child";
import postgres from "postgres";
import type { Balance } from "../conservation.ts";
import { NUMBERED } from "../world/numbered.ts";
import type { InstallationAnswers, InstallationOrder } from "./installation.ts";
import type { Told } from "./instance.ts";
import { openMemoryLimit } from "./memory-limit.ts";
import { type MemorySample, samplesIn } from "./memory-sample.ts";
import { type Readers, startReaders } from "./readers.ts";
import { SERVICES } from "./services.ts";

export interface EnduranceOptions {
  /** Of simulated time. */
  hours: number;
  /** Simulated seconds in a real one. */
  speed: number;
  requestsPerSecond: number;
  say(line: string): void;
}

export interface EnduranceResult {
  options: EnduranceOptions;
  limit: { bytes: number; how: string; kills: number; peakBytes: number | null };
  /** The most that was ever resident, by the kernel. */
  peakRssBytes: number;
  /** Each second of real time. */
  rssBytes: number[];
  /** Every half hour of simulated time, after a collection; `hour`: since the start. */
  samples: (MemorySample & { hour: number })[];
  balance: { requests: Balance; logs: Balance };
  metrics: number;
  notVisited: number;
  readers: Readers["seen"];
  alerts: number;
  /** Of the machine, as the server's collector took them: one every ten seconds if it came to it. */
  machineSamples: number;
  /** Of the server process. */
  cpuSeconds: number;
  /** How it ended after SIGTERM. */
  end: { code: number | null; signal: NodeJS.Signals | null; seconds: number };
  /** What the server said of what went wrong. */
  reported: string[];
}

const LIMIT_BYTES = 256 * 1_048_576;
const TOKEN = "endurance-".repeat(4);
const HOUR_MS = 3_600_000;
/** Of the server: the evaluation of rules, which waits when the clock was set, and the SDK that tells of Vigie itself. */
const HOLDS_CLOCKS_TOGETHER = String.raw`/jobs/alerts\.js|/packages/node/dist/`;
const SAMPLED_EVERY_HOURS = 0.5;
const preload = ["fast-clock", "tell-memory"].map((name) => `--import ${import.meta.resolve(`./${name}.js`)}`);

/** A day in the life of a server with little memory, in minutes. */
export async function endure(options: EnduranceOptions): Promise<EnduranceResult> {
  const { hours, speed, requestsPerSecond, say } = options;
  await using cluster = await startPostgres();
  await using limit = await openMemoryLimit(LIMIT_BYTES);
  const beganMs = Date.now();
  const clock = { VIGIE_WEATHER_SPEED: String(speed), VIGIE_WEATHER_START: String(beganMs) };
  await using server = await startServer({
    env: {
      ...clock,
      DATABASE_URL: cluster.url,
      VIGIE_ADMIN_TOKEN: TOKEN,
      VIGIE_WEATHER_FAST: HOLDS_CLOCKS_TOGETHER,
      NODE_OPTIONS: [...preload, limit.nodeOptions].join(" "),
    },
    through: limit.through,
  });
  say(`the server runs with ${limit.how}; ${hours} h take ${Math.round((hours * 60) / speed)} min`);
  const order: InstallationOrder = { url: server.url, token: TOKEN, databaseUrl: cluster.url, requestsPerSecond };
  await using installation = startChild<InstallationAnswers>(new URL("installation.js", import.meta.url), {
    args: [JSON.stringify(order)],
    env: { ...clock, VIGIE_WEATHER_FAST: ".", NODE_OPTIONS: preload[0] ?? "" },
  });
  await installation.ask("told");
  const setupSecret = /\/setup#(\S+)/.exec(server.output())?.[1] ?? "";
  const readers = await startReaders({ url: server.url, token: TOKEN, setupSecret, speed });

  const gone = ended(server);
  gone.catch(() => {});
  const rssBytes: number[] = [];
  const watch = setInterval(() => {
    void statusOf(server).then(({ rss }) => rss > 0 && rssBytes.push(rss));
  }, 1_000);
  try {
    for (let hour = SAMPLED_EVERY_HOURS; hour <= hours; hour += SAMPLED_EVERY_HOURS) {
      await Promise.race([sleep(Math.max(0, beganMs + (hour * HOUR_MS) / speed - Date.now())), gone]);
      await sampled(server);
      if (hour % 1 === 0) say(lineOf(hour, samplesIn(server.output()).at(-1), await statusOf(server), readers.seen));
    }
    await readers.stop();
    const told = await Promise.race([installation.ask("stop"), gone]);
    const balance = await takeBalance(cluster.url, server, told);
    const { peakRss } = await statusOf(server);
    const samples = samplesIn(server.output()).map((one) => ({ ...one, hour: (one.atMs - beganMs) / HOUR_MS }));
    const { alerts, machineSamples } = await countKept(cluster.url);
    const cpuSeconds = await cpuSecondsOf(server);
    const [kills, peakBytes, stoppedAt] = [await limit.kills(), await limit.peakBytes(), performance.now()];
    const end = { ...(await server.stop()), seconds: (performance.now() - stoppedAt) / 1_000 };
    readers.close();
    return {
      options,
      limit: { bytes: LIMIT_BYTES, how: limit.how, kills, peakBytes },
      peakRssBytes: peakRss,
      ...{
        rssBytes,
        samples,
        balance,
        metrics: told.metrics,
        notVisited: told.notVisited,
        alerts,
        machineSamples,
        cpuSeconds,
        end,
      },
      readers: readers.seen,
      reported: server
        .output()
        .split("\n")
        .filter((line) => /fail|error|warn|late/i.test(line) && !line.startsWith("memory ")),
    };
  } finally {
    clearInterval(watch);
    readers.close();
  }
}

async function ended({ process: { exitCode, signalCode }, process, output }: TestServer): Promise<never> {
  if (exitCode === null && signalCode === null) await once(process, "exit");
  throw new Error(`the server ended with ${process.exitCode ?? process.signalCode}: ${output().slice(-3_000)}`);
}

/** Asks for a sample, and waits for it. */
async function sampled(server: TestServer): Promise<void> {
  const before = samplesIn(server.output()).length;
  server.process.kill("SIGUSR2");
  for (let tries = 0; samplesIn(server.output()).length === before; tries++) {
    if (tries > 300) throw new Error("the server does not tell its memory");
    await sleep(100);
  }
}

/** Resident memory, now and at most, bytes; 0 once it is gone. */
async function statusOf({ process: { pid } }: TestServer): Promise<{ rss: number; peakRss: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) * 1_024;
  return { rss: bytesOf("VmRSS"), peakRss: bytesOf("VmHWM") };
}

async function takeBalance(
  databaseUrl: string,
  server: TestServer,
  told: Told & { dropped: number },
): Promise<EnduranceResult["balance"]> {
  const client = createVigieClient(server);
  const requests: Balance = { sent: 0, stored: 0, dropped: told.dropped, lost: 0, twice: 0 };
  let logsDropped = 0;
  for (const service of SERVICES) {
    const { endpoints } = await client.endpoints.stats.query({ service, period: "7d", limit: 1_000 });
    const losses = await client.losses.list.query({ service, period: "7d" });
    logsDropped += losses.filter(({ what }) => what === "logs").reduce((sum, { count }) => sum + count, 0);
    const stored = new Map(endpoints.map(({ method, route, requestCount }) => [`${method} ${route}`, requestCount]));
    const sent = told.requests[service] ?? {};
    for (const endpoint of new Set([...Object.keys(sent), ...stored.keys()])) {
      const missing = (sent[endpoint] ?? 0) - (stored.get(endpoint) ?? 0);
      requests.sent += sent[endpoint] ?? 0;
      requests.stored += stored.get(endpoint) ?? 0;
      requests.lost += Math.max(0, missing);
      requests.twice += Math.max(0, -missing);
    }
  }
  requests.lost -= told.dropped;
  const sql = postgres(databaseUrl, { max: 1 });
  const [logs] = await sql<{ stored: number; different: number }[]>`
    SELECT count(*)::int AS stored, count(DISTINCT message)::int AS different FROM logs WHERE message LIKE ${`${NUMBERED}%`}`;
  await sql.end();
  const { stored, different } = logs ?? { stored: 0, different: 0 };
  const lost = told.logs - different - logsDropped;
  return { requests, logs: { sent: told.logs, stored, dropped: logsDropped, lost, twice: stored - different } };
}

async function countKept(databaseUrl: string): Promise<{ alerts: number; machineSamples: number }> {
  const sql = postgres(databaseUrl, { max: 1 });
  const [row] = await sql<{ alerts: number; machineSamples: number }[]>`
    SELECT (SELECT count(*)::int FROM alerts) AS alerts,
      (SELECT count(*)::int FROM metrics WHERE name = 'memory.total' AND instance_id IS NULL) AS "machineSamples"`;
  await sql.end();
  return row ?? { alerts: 0, machineSamples: 0 };
}

/** The kernel counts hundredths of a second. */
async function cpuSecondsOf({ process: { pid } }: TestServer): Promise<number> {
  const [, after = ""] = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ");
  const [user, system] = after.split(" ").slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / 100;
}

function lineOf(
  hour: number,
  sample: MemorySample | undefined,
  { rss }: { rss: number },
  seen: Readers["seen"],
): string {
  const mb = (bytes = 0) => (bytes / 1_048_576).toFixed(1);
  const handles = Object.values(sample?.handles ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    `${String(hour).padStart(3)} h: resident ${mb(rss)} MB; after a collection ${mb(sample?.heapUsed)} MB of heap, ` +
    `${mb(sample?.external)} outside of it, ${handles} handles; ${seen.pages} pages, ${seen.late} too late, ${seen.failures.size} kinds of failure`
  );
}
