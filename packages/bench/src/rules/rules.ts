import { evaluateRules, type RuleDraft } from "@vigie/api";
import type { Batch, BatchRollup } from "@vigie/protocol";
import { commitBatches, insertRule, openStore, PRESENCE, type Store } from "@vigie/storage";
import { makeBatch, makeRollup, startPostgres } from "@vigie/testing";
import { makeRule } from "@vigie/testing/api";
import { Random } from "../random.ts";
import type { Benchmark, Row } from "../report.ts";
import { median, rounded } from "../statistics.ts";

const ENDPOINTS = 1_000;
const RULES = 1_000;
const INSTANCES = 4;
const WINDOW_SECONDS = 60;
/** Of all endpoints, so many have a request in a second of one instance. */
const BUSY = 250;
/** Evaluations that are measured; before them the compiler gets so many. */
const MEASURED = { full: 30, quick: 8 };
const WARM = 5;

/** What the rules watch, of a thousand. */
const MIX: { what: string; count: number; draft: (i: number) => Partial<RuleDraft> }[] = [
  {
    what: "one endpoint, P95, error rate or requests/s",
    count: 900,
    draft: (i) => ({
      metric: {
        kind: "figure",
        figure: (["api.p95Ms", "api.errorRate", "api.requestsPerSecond"] as const)[i % 3] ?? "api.p95Ms",
      },
      scope: { service: "shop", endpoint: { method: "GET", route: routeOf(i) } },
      threshold: i % 3 === 1 ? 0.5 : 5_000,
    }),
  },
  {
    what: "each of the 1,000 endpoints",
    count: 5,
    draft: (i) => ({ scope: { endpoint: "each" }, threshold: 5_000 + i }),
  },
  {
    what: "one release of the service",
    count: 5,
    draft: () => ({ scope: { service: "shop", release: "r1" }, threshold: 5_000 }),
  },
  { what: "the service, its processes, its silence", count: 60, draft: (i) => OF_SERVICE[i % OF_SERVICE.length] ?? {} },
  { what: "Redis, Postgres, the machine", count: 25, draft: (i) => OF_TARGETS[i % OF_TARGETS.length] ?? {} },
  {
    what: "logs that match a search",
    count: 5,
    draft: (i) => ({ metric: { kind: "logs", query: `level:>=error word${i}` }, threshold: 1_000 }),
  },
];

const OF_SERVICE: Partial<RuleDraft>[] = [
  { metric: { kind: "figure", figure: "api.p99Ms" }, threshold: 9_000 },
  { metric: { kind: "figure", figure: "api.errorRate" }, threshold: 0.5 },
  { metric: { kind: "figure", figure: "system.eventLoopDelayP99Ms" }, threshold: 9_000 },
  { metric: { kind: "silence" }, threshold: 120_000 },
];

const OF_TARGETS: Partial<RuleDraft>[] = [
  { metric: { kind: "figure", figure: "redis.memoryRatio" }, threshold: 0.99 },
  { metric: { kind: "figure", figure: "postgres.connectionsRatio" }, threshold: 0.99 },
  { metric: { kind: "figure", figure: "system.cpuRatio" }, threshold: 0.99 },
];

const DRAFT = makeRule({
  name: "bench",
  threshold: 5_000,
  windowSeconds: WINDOW_SECONDS,
  forSeconds: 30,
  clearSeconds: 60,
  minimumSamples: 1,
  severity: "warning",
});

/** What it costs to judge a thousand rules over a thousand endpoints, once every ten seconds. */
export const rules: Benchmark = async ({ quick, say }) => {
  await using cluster = await startPostgres();
  const store = await openStore({ url: cluster.url });
  try {
    let nowMs = Math.ceil(Date.now() / 10_000) * 10_000;
    const random = new Random(7);
    const chance = () => random.next();
    say("a minute of traffic…");
    for (let second = 0; second < WINDOW_SECONDS; second++) {
      nowMs += 1_000;
      await oneSecond(store, { nowMs, chance });
    }
    for (const { count, draft } of MIX)
      for (let i = 0; i < count; i++) await insertRule(store.sql, { ...DRAFT, ...draft(i) }, nowMs);
    // Those that Vigie brings along go on beside them.
    say(`${RULES} rules…`);
    const took: { ms: number; cpuMs: number; subjects: number }[] = [];
    const measured = quick ? MEASURED.quick : MEASURED.full;
    for (let i = 0; i < WARM + measured; i++) {
      for (let second = 0; second < 10; second++) {
        nowMs += 1_000;
        await oneSecond(store, { nowMs, chance });
      }
      const cpu = process.cpuUsage();
      const began = performance.now();
      const evaluated = await evaluateRules({ store, toSeconds: nowMs / 1000, nowMs });
      const ms = performance.now() - began;
      const { user, system } = process.cpuUsage(cpu);
      if (evaluated === null || evaluated.problems.size > 0 || evaluated.opened > 0)
        throw new Error(`an evaluation went wrong: ${JSON.stringify([evaluated, ...(evaluated?.problems ?? [])])}`);
      if (i >= WARM) took.push({ ms, cpuMs: (user + system) / 1000, subjects: evaluated.subjects });
    }
    const table: Row[] = MIX.map(({ what, count }) => ({ what, rules: count }));
    const subjects = took[0]?.subjects ?? 0;
    return {
      figures: {
        evaluationMs: rounded(median(took.map(({ ms }) => ms)), 1),
        worstEvaluationMs: rounded(Math.max(...took.map(({ ms }) => ms)), 1),
        evaluationCpuMs: rounded(median(took.map(({ cpuMs }) => cpuMs)), 1),
        rules: RULES,
        endpoints: ENDPOINTS,
        subjects,
      },
      table,
      notes: [
        `${measured} evaluations after ${WARM} that are not counted, each of ${RULES} rules (and the ten that Vigie brings along) over ${WINDOW_SECONDS} s of traffic; ${subjects} things were judged in each.`,
        "evaluationMs: from reading the rules to the commit. evaluationCpuMs: of this process, all threads; Postgres is another one.",
        `Between two evaluations ten seconds of traffic are committed: ${INSTANCES} instances, a batch a second each, ${BUSY} endpoints in a batch. Compaction does not run: every window is read as ingest left it.`,
      ],
    };
  } finally {
    await store.close();
  }
};

function routeOf(i: number): string {
  return `/v1/things/${i % ENDPOINTS}/:id`;
}

/** What the instances send in one second, as one group commit. */
async function oneSecond(store: Store, { nowMs, chance }: { nowMs: number; chance: () => number }): Promise<void> {
  const batches = Array.from({ length: INSTANCES }, (_, instance): Batch => {
    const from = Math.floor(chance() * ENDPOINTS);
    const rollups = Array.from(
      { length: BUSY },
      (_, i): BatchRollup =>
        makeRollup({
          route: routeOf(from + i),
          atMs: nowMs - 1,
          durations: [1 + 50 * chance(), 2 + 200 * chance()],
        }),
    );
    const batch = makeBatch(nowMs, { rollups });
    const name = `shop-${instance}`;
    if (nowMs % 10_000 === 0) {
      const sample = (type: "system" | "redis" | "postgres", metric: string, value: number) => ({
        time: nowMs - 1,
        type,
        name: metric,
        value,
        labels: {},
      });
      batch.metrics = [
        { ...sample("system", "", 1e8), ...PRESENCE },
        sample("system", "process.event_loop.delay_p99_ms", 12),
      ];
    }
    return { ...batch, resource: { ...batch.resource, instance: name } };
  });
  await commitBatches(store, batches, nowMs);
}
