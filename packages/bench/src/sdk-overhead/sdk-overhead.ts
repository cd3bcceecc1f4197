import { type Child, startChild } from "@vigie/testing/child";
import type { Benchmark, Row } from "../report.ts";
import { median, rounded, spread } from "../statistics.ts";
import type { LoadAnswers, LoadResult } from "./load.ts";
import { measureMemory } from "./memory.ts";
import { addRound, difference, type Measurement, noRounds, type Rounds, runRounds } from "./rounds.ts";
import type { ServerAnswers } from "./server.ts";
import type { SinkAnswers } from "./sink.ts";
import { BARE, FRAMEWORKS, type Framework, VARIANTS, type Variant } from "./variants.ts";

/** Enough to keep each server busy all the time, the same for all. */
const CONNECTIONS = 32;
const PATHS = Array.from({ length: 100 }, (_, i) => `/items/${1000 + i * 37}`);
/** Of a server that was measured before: until its connections are open again. */
const WARM_UP_AGAIN_MS = 150;

interface Plan {
  /** Valid rounds wanted of each framework, and void ones put up with. */
  rounds: number;
  /**
   * Valid rounds after which all servers are started anew: what the compiler makes of the same code differs between
   * processes, by several microseconds a request.
   */
  roundsPerProcess: number;
  /** Of a server that was just started: on Express it takes 20,000 requests until all of its code is compiled. */
  warmUpMs: Record<Framework, number>;
  voidRounds: number;
  /** Where all rounds were void, the calmest of them counts, and it is said so. */
  keepCalmest: boolean;
  /** Windows of each variant a round, of which the median counts. */
  passes: number;
  /** A window has at least so much time and so many requests. */
  windowMs: number;
  requests: number;
  /** No round of the framework begins later than this after the start, milliseconds; later only when none was valid yet. */
  beginBeforeMs: Record<Framework, { more: number; first: number }>;
}

const FULL: Plan = {
  rounds: 8,
  roundsPerProcess: 2,
  warmUpMs: { Express: 5_000, Fastify: 2_000 },
  voidRounds: 30,
  keepCalmest: false,
  passes: 5,
  windowMs: 600,
  requests: 3_500,
  beginBeforeMs: { Express: { more: 210_000, first: 400_000 }, Fastify: { more: 420_000, first: 610_000 } },
};
const QUICK: Plan = {
  rounds: 1,
  roundsPerProcess: 1,
  warmUpMs: { Express: 2_300, Fastify: 1_000 },
  voidRounds: 2,
  keepCalmest: true,
  passes: 2,
  windowMs: 500,
  requests: 2_500,
  beginBeforeMs: { Express: { more: 20_000, first: 25_000 }, Fastify: { more: 41_000, first: 46_000 } },
};

interface Running {
  variant: Variant;
  server: Child<ServerAnswers>;
  port: number;
  served: number;
}

/**
 * What a recorder costs a service: CPU per request and requests per second of an app with one route that answers about
 * 1 KB of JSON, with each recorder, over those of the same app without.
 */
export const sdkOverhead: Benchmark = async ({ quick, say }) => {
  const plan = quick ? QUICK : FULL;
  const began = performance.now();
  await using sink = startChild<SinkAnswers>(new URL("sink.js", import.meta.url));
  const receiverUrl = `http://127.0.0.1:${await sink.ask("listen")}`;
  const found = {} as Record<Framework, Rounds<Variant>>;
  for (const framework of FRAMEWORKS)
    found[framework] = await compare(framework, { plan, began, receiverUrl, sink, say });
  say("memory of the SDK at 1,000 endpoints");
  const memoryMb = await measureMemory(receiverUrl);
  return {
    figures: { ...figuresOf(found), sdkMemoryMb: rounded(memoryMb, 2) },
    table: FRAMEWORKS.flatMap((framework) => rowsOf(framework, found[framework])),
    notes: [
      "cpu: CPU time of the server's process per request, over the mean of the two bare servers of the same round; median (min–max) of the valid rounds",
      "added: median CPU of the variant less that of the bare ones, as far as the ratio says, in microseconds",
      ...FRAMEWORKS.map(
        (name) =>
          `${name}: ${found[name].valid} valid rounds, ${found[name].void} void (bare servers more than 5 % apart)`,
      ),
    ],
  };
};

async function compare(
  framework: Framework,
  {
    plan,
    began,
    receiverUrl,
    sink,
    say,
  }: {
    plan: Plan;
    /** When the benchmark began, by `performance.now()`. */
    began: number;
    receiverUrl: string;
    sink: Child<SinkAnswers>;
    say: (line: string) => void;
  },
): Promise<Rounds<Variant>> {
  await using client = startChild<LoadAnswers>(new URL("load.js", import.meta.url));
  const variants: readonly Variant[] = VARIANTS[framework];
  const rounds = noRounds(variants);
  const mayGoOn = () => {
    const { more, first } = plan.beginBeforeMs[framework];
    return rounds.void < plan.voidRounds && performance.now() - began < (rounds.valid > 0 ? more : first);
  };
  while (rounds.valid < plan.rounds && mayGoOn()) {
    await using running = await startServers(framework, receiverUrl);
    const load = async (target: Running, leastMs: number, leastRequests: number): Promise<LoadResult> => {
      const order = { port: target.port, connections: CONNECTIONS, paths: PATHS, leastMs, leastRequests };
      const result = await client.ask("load", { ...order, longestMs: 15_000 });
      target.served += result.requests;
      return result;
    };
    const { traces } = await sink.ask("received");
    await runRounds<Variant>({
      rounds,
      variants,
      bare: BARE,
      passes: plan.passes,
      keepCalmest: plan.keepCalmest,
      wanted: Math.min(plan.rounds, rounds.valid + plan.roundsPerProcess),
      mayGoOn: () => {
        say(`${framework}: ${rounds.valid} of ${plan.rounds} rounds done, ${rounds.void} void`);
        return mayGoOn();
      },
      measure: async (variant): Promise<Measurement> => {
        const target = running.of(variant);
        await load(target, target.served === 0 ? plan.warmUpMs[framework] : WARM_UP_AGAIN_MS, 0);
        const before = await target.server.ask("cpuMicros");
        const { requests, elapsedMs } = await load(target, plan.windowMs, plan.requests);
        const cpuMicros = ((await target.server.ask("cpuMicros")) - before) / requests;
        return { cpuMicros, requestsPerSecond: requests / (elapsedMs / 1000) };
      },
      onVoid: ([a, b]) =>
        say(`${framework}: void, the bare ones took ${a.toFixed(1)} and ${b.toFixed(1)} µs a request`),
    });
    for (const one of running.all) await proveRecording(one);
    const exported = (await sink.ask("received")).traces > traces;
    if (!exported && running.of("opentelemetry").served > 0) throw new Error("OpenTelemetry exported nothing");
  }
  if (rounds.valid === 0 && rounds.calmest) {
    const apart = Math.round(difference(...rounds.calmest.apart) * 100);
    say(`${framework}: no round was valid; figures are of the calmest one, whose bare servers are ${apart} % apart`);
    addRound(rounds, rounds.calmest.round, BARE);
  } else if (rounds.valid === 0) {
    throw new Error(`${framework}: all ${rounds.void} rounds were void; this machine is too busy to measure on now`);
  }
  return rounds;
}

/** A server for each variant; all of them are stopped together. */
async function startServers(framework: Framework, receiverUrl: string) {
  const started: { variant: Variant; server: Child<ServerAnswers> }[] = VARIANTS[framework].map((variant) => ({
    variant,
    server: startChild<ServerAnswers>(new URL("server.js", import.meta.url), {
      args: [framework, variant, receiverUrl],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiverUrl, OTEL_SERVICE_NAME: "bench" },
    }),
  }));
  const stop = async () => {
    for (const { server } of started) await server[Symbol.asyncDispose]();
  };
  try {
    const all: Running[] = [];
    for (const one of started) all.push({ ...one, port: await one.server.ask("listen"), served: 0 });
    const of = (variant: Variant) => all.find((one) => one.variant === variant) as Running;
    return { all, of, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A recorder that records nothing is cheap. */
async function proveRecording({ variant, server, served }: Running): Promise<void> {
  const recorded = await server.ask("recorded");
  if (recorded !== undefined && recorded < served * 0.999) {
    throw new Error(`${variant} recorded ${recorded} of ${served} requests`);
  }
}

/** CPU per request of the variant over that of a bare one. */
function ratioOf(rounds: Rounds<Variant>, variant: Variant): number {
  return median((rounds.ratios.get(variant) ?? []).map(({ cpu }) => cpu));
}

/** Share of a bare request's CPU that the variant adds; at least a hair, so that it can be divided by. */
function added(rounds: Rounds<Variant>, variant: Variant): number {
  return Math.max(1e-6, ratioOf(rounds, variant) - 1);
}

function figuresOf({ Express, Fastify }: Record<Framework, Rounds<Variant>>): Record<string, number> {
  const otherwise = (rounds: Rounds<Variant>, ours: Variant, theirs: Variant) =>
    added(rounds, ours) / added(rounds, theirs);
  const recording = ratioOf(Express, "vigie") - ratioOf(Express, "bare prepared");
  const figures = {
    expressCpuRatio: ratioOf(Express, "vigie"),
    expressNoContextCpuRatio: ratioOf(Express, "vigie no context"),
    fastifyCpuRatio: ratioOf(Fastify, "vigie"),
    fastifyNoContextCpuRatio: ratioOf(Fastify, "vigie no context"),
    addedVsOpenTelemetry: Math.max(
      otherwise(Express, "vigie", "opentelemetry"),
      otherwise(Fastify, "vigie", "opentelemetry"),
    ),
    addedVsOpenTelemetryExpress: otherwise(Express, "vigie", "opentelemetry"),
    addedVsOpenTelemetryFastify: otherwise(Fastify, "vigie", "opentelemetry"),
    addedVsSwaggerStats: otherwise(Express, "vigie", "swagger-stats"),
    addedVsPromClientExpress: otherwise(Express, "vigie no context", "prom-client"),
    addedVsPromClientFastify: otherwise(Fastify, "vigie no context", "prom-client"),
    addedVsPromClientWithTraceIdExpress: otherwise(Express, "vigie no context", "prom-client + trace id"),
    addedVsPromClientWithTraceIdFastify: otherwise(Fastify, "vigie no context", "prom-client + trace id"),
    addedVsFastifyMetrics: otherwise(Fastify, "vigie no context", "fastify-metrics"),
    // On Express the SDK saves more than it takes; these leave out what it saves.
    expressRecordingRatio: 1 + recording,
    recordingVsOpenTelemetryExpress: recording / added(Express, "opentelemetry"),
    recordingVsSwaggerStats: recording / added(Express, "swagger-stats"),
    validRoundsExpress: Express.valid,
    validRoundsFastify: Fastify.valid,
  };
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value, 4)]));
}

function rowsOf(framework: Framework, rounds: Rounds<Variant>): Row[] {
  const bareMicros = median(
    BARE.flatMap((variant) => rounds.measurements.get(variant) ?? []).map((one) => one.cpuMicros),
  );
  return VARIANTS[framework].map((variant) => {
    const measured = rounds.measurements.get(variant) ?? [];
    const ratios = rounds.ratios.get(variant) ?? [];
    const cpu = spread(ratios.map((ratio) => ratio.cpu));
    const perSecond = spread(ratios.map((ratio) => ratio.requestsPerSecond));
    return {
      framework,
      variant,
      "CPU µs/request": rounded(median(measured.map((one) => one.cpuMicros)), 1),
      "CPU ratio": rounded(cpu.median, 3),
      "CPU min–max": `${cpu.min.toFixed(2)}–${cpu.max.toFixed(2)}`,
      "added µs": rounded((cpu.median - 1) * bareMicros, 1),
      "requests/s": Math.round(median(measured.map((one) => one.requestsPerSecond))),
      "req/s ratio": rounded(perSecond.median, 3),
      "req/s min–max": `${perSecond.min.toFixed(2)}–${perSecond.max.toFixed(2)}`,
    };
  });
}
