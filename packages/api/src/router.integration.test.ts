import { VigieError } from "@vigie/protocol";
import { compact } from "@vigie/storage";
import { makeRollup } from "@vigie/testing";
import { MINUTE, openApi } from "@vigie/testing/api";
import { describe, expect, test } from "vitest";

const figure = (summary: { figures: { key: string }[] }, key: string) => {
  const found = summary.figures.find((candidate) => candidate.key === key);
  if (!found) throw new Error(`no figure ${key}`);
  return found as (typeof summary.figures)[number] & Record<string, unknown>;
};

describe("summary", () => {
  test("gives exact counts, quantiles of all requests, and 4xx apart from 5xx", async () => {
    await using vigie = await openApi();
    const durations = Array.from({ length: 1_000 }, (_, i) => (i + 1) / 10);
    const atMs = vigie.nowMs - 5 * MINUTE;
    await vigie.send({
      rollups: [
        makeRollup({ atMs, durations }),
        makeRollup({ atMs, durations: [250], status: 500 }),
        makeRollup({ atMs, durations: [1, 2, 3], status: 404, route: "/other" }),
      ],
    });
    const { api } = await vigie.api.summary({ service: "shop", period: "1h" });

    if (!api.available) throw new Error(api.reason);
    expect(api).toMatchObject({
      requestCount: 1_004,
      serverErrorCount: 1,
      clientErrorCount: 3,
      errorCount: 4,
      maxMs: 250,
    });
    expect(api.errorRate).toBeCloseTo(1 / 1_004, 12);
    const sorted = [...durations, 250, 1, 2, 3].sort((a, b) => a - b);
    for (const [name, q] of [
      ["p50Ms", 0.5],
      ["p95Ms", 0.95],
      ["p99Ms", 0.99],
    ] as const) {
      const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
      expect(Math.abs((api[name] ?? 0) / exact - 1)).toBeLessThanOrEqual(0.011);
    }
    expect(api.avgMs).toBeCloseTo(sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length, 6);
  });

  test("says why a part cannot be had, and never makes a zero of it", async () => {
    await using vigie = await openApi();
    vigie.problems.redis = {
      code: "UNREACHABLE",
      reason: "Redis at x does not answer.",
      remedy: "Start it.",
      since: new Date(vigie.nowMs).toISOString(),
    };
    const summary = await vigie.api.summary({ period: "1h" });
    expect(summary.redis).toEqual({
      available: false,
      code: "UNREACHABLE",
      reason: "Redis at x does not answer.",
      remedy: "Start it.",
    });
    expect(summary.api).toMatchObject({ available: false, code: "NO_DATA" });
    expect(summary.figures.map(({ value }) => value)).toEqual(summary.figures.map(() => null));
  });

  test("makes ratios of sums over the period, not averages of ratios", async () => {
    await using vigie = await openApi();
    await vigie.sample(
      "redis",
      { "keyspace.hits": 1, "keyspace.misses": 0, window_seconds: 10 },
      vigie.nowMs - 20 * MINUTE,
    );
    await vigie.sample(
      "redis",
      { "keyspace.hits": 0, "keyspace.misses": 999, window_seconds: 10 },
      vigie.nowMs - 10 * MINUTE,
    );
    await vigie.sample("redis", { "memory.used": 5e6 });
    const { redis, figures } = await vigie.api.summary({ period: "1h" });
    expect(redis).toMatchObject({
      available: true,
      hitRate: 0.001,
      memoryUsedBytes: 5e6,
      memoryMaxBytes: null,
      memoryRatio: null,
    });
    expect(figure({ figures }, "redis.hitRate")).toMatchObject({ state: "warning", now: null });
  });

  test("compares with the period before, and with the last minute", async () => {
    await using vigie = await openApi();
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - 40_000, durations: Array(30).fill(100) })] });
    await vigie.pass(60 * MINUTE);
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - 30 * MINUTE, durations: Array(60).fill(200) })] });
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - 30_000, durations: Array(40).fill(900) })] });
    const summary = await vigie.api.summary({ service: "shop", period: "1h" });
    expect(figure(summary, "api.requestCount")).toMatchObject({ value: 100, previous: 30, now: 40 });
    const p95 = figure(summary, "api.p95Ms");
    expect(p95).toMatchObject({ state: "warning", threshold: { comparison: "above", warning: 500, critical: 1_000 } });
  });

  test("leaves Vigie's own requests out of all services, and shows them under its own name", async () => {
    await using vigie = await openApi();
    const rollups = [makeRollup({ atMs: vigie.nowMs - MINUTE, durations: [1] })];
    await vigie.send({ rollups });
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - MINUTE, durations: [1, 1, 1] })] }, "vigie");
    expect((await vigie.api.summary({ period: "1h" })).api).toMatchObject({ requestCount: 1 });
    expect((await vigie.api.summary({ period: "1h", service: "vigie" })).api).toMatchObject({ requestCount: 3 });
    expect((await vigie.api.services.list()).map(({ name }) => name)).toEqual(["shop", "vigie"]);
  });

  test.each([
    [{ from: "yesterday", to: "2026-01-01T00:00:00Z" }, "from is not a time"],
    [{ from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }, "from is not before to"],
    [{ from: "2999-01-01T00:00:00Z", to: "2999-01-02T00:00:00Z" }, "it lies in the future"],
  ])("refuses the period %j", async (period, problem) => {
    await using vigie = await openApi();
    const error = await vigie.api.summary({ period }).catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: "BAD_REQUEST" });
    const { cause } = error as Error;
    if (!(cause instanceof VigieError)) throw error;
    expect(cause.code).toBe("PERIOD_INVALID");
    expect(cause.details.problem).toBe(problem);
  });
});

test("compacting samples changes no figure of them", async () => {
  await using vigie = await openApi();
  const ask = async () => {
    const period = {
      from: new Date(vigie.nowMs - 3 * 60 * MINUTE).toISOString(),
      to: new Date(vigie.nowMs).toISOString(),
    };
    const { redis } = await vigie.api.summary({ period });
    const { series } = await vigie.api.metrics.query({ type: "redis", name: "commands", period, maxPoints: 10 });
    return { redis, series };
  };
  // The last of them late: into an hour that has been compacted.
  for (const [ago, commands] of [
    [150, 100],
    [90, 30],
    [89, 20],
    [20, 5],
    [91, 7],
  ] as const) {
    const values = { commands, "keyspace.hits": commands, "keyspace.misses": 1, window_seconds: 10, ping_ms: ago };
    await vigie.sample("redis", values, vigie.nowMs - ago * MINUTE);
    const before = await ask();
    await compact(vigie.store, vigie.nowMs);
    expect(await ask()).toEqual(before);
  }
  const { redis } = await ask();
  expect(redis).toMatchObject({ commandsPerSecond: 162 / 50, hitRate: 162 / 167 });
  const [rows] = await vigie.store
    .sql`SELECT count(*)::int AS n FROM metric_rollups WHERE step = 3600 AND name = 'commands'`;
  expect(rows?.n).toBeGreaterThan(0);
});

describe("timeline", () => {
  test("draws a gap as a gap, and no request of a living service as zero", async () => {
    await using vigie = await openApi();
    const alive = (atMs: number) => ({
      time: atMs,
      type: "system" as const,
      name: "process.memory.rss",
      value: 1,
      labels: {},
    });
    const minutesAgo = (n: number) => vigie.nowMs - n * MINUTE;
    await vigie.send({
      rollups: [makeRollup({ atMs: minutesAgo(30), durations: [5] })],
      metrics: [alive(minutesAgo(20))],
    });
    const timeline = await vigie.api.timeline({
      service: "shop",
      period: "1h",
      figures: ["api.requestsPerSecond", "api.p95Ms"],
      maxPoints: 61,
    });

    expect(timeline.stepSeconds).toBe(60);
    const at = (n: number, key: "api.requestsPerSecond" | "api.p95Ms") =>
      timeline.values[key]?.[timeline.times.findLastIndex((time) => time <= minutesAgo(n))];
    expect(at(30, "api.requestsPerSecond")).toBeGreaterThan(0);
    expect(at(30, "api.p95Ms")).toBeCloseTo(5, 1);
    expect(at(20, "api.requestsPerSecond")).toBe(0);
    expect(at(20, "api.p95Ms")).toBeNull();
    expect(at(25, "api.requestsPerSecond")).toBeNull();
  });

  test.each(["1h", "24h", "7d", "30d"] as const)("over %s sums to the summary, within the width", async (period) => {
    await using vigie = await openApi();
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - 50 * MINUTE, durations: [1, 2, 3] })] });
    await vigie.pass(7 * MINUTE);
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - MINUTE, durations: [4, 5] })] });
    await vigie.pass(2 * MINUTE);
    const timeline = await vigie.api.timeline({
      service: "shop",
      period,
      figures: ["api.requestCount"],
      maxPoints: 100,
    });
    expect(timeline.times.length).toBeLessThanOrEqual(101);
    const sum = timeline.values["api.requestCount"]?.reduce<number>((total, value) => total + (value ?? 0), 0);
    expect((await vigie.api.summary({ service: "shop", period })).api).toMatchObject({ requestCount: sum });
  });

  test("marks when a release was first seen", async () => {
    await using vigie = await openApi();
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs, durations: [1] })] });
    const { marks } = await vigie.api.timeline({
      service: "shop",
      period: "1h",
      figures: ["api.p95Ms"],
      maxPoints: 60,
    });
    expect(marks).toMatchObject([{ kind: "release", service: "shop", label: "r1" }]);
  });
});

describe("status", () => {
  test("is unknown without a service, then operational", async () => {
    await using vigie = await openApi();
    expect(await vigie.api.status.current({})).toMatchObject({ state: "unknown", reasons: [], version: "1.2.3" });
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - 20_000, durations: Array(50).fill(3) })] });
    expect(await vigie.api.status.current({})).toMatchObject({ state: "operational", reasons: [] });
  });

  test("names the figure that makes it critical, and since which minute", async () => {
    await using vigie = await openApi();
    const minuteMs = Math.floor(vigie.nowMs / MINUTE) * MINUTE;
    for (let ago = 20; ago >= 0; ago--) {
      const failing = ago < 8 ? 10 : 0;
      const atMs = minuteMs - ago * MINUTE;
      const rollups = [makeRollup({ atMs, durations: Array(90).fill(3) })];
      if (failing > 0) rollups.push(makeRollup({ atMs, durations: Array(failing).fill(3), status: 503 }));
      await vigie.send({ rollups });
    }
    await vigie.store.sql`UPDATE services SET first_seen = now() - interval '1 day'`;
    const status = await vigie.api.status.current({ service: "shop" });
    expect(status).toMatchObject({
      state: "critical",
      reasons: [{ figure: "api.errorRate", service: "shop", state: "critical", threshold: 0.05, value: 0.1 }],
    });
    expect(status.since).toBe(new Date(minuteMs - 7 * MINUTE).toISOString());
    expect(status.reasons[0]?.text).toBe("shop: Error rate (5xx) 10 %, above 5 %");
  });

  test("does not judge a ratio by a handful of requests", async () => {
    await using vigie = await openApi();
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - 20_000, durations: [3], status: 500 })] });
    expect(await vigie.api.status.current({})).toMatchObject({ state: "operational" });
  });

  test("is critical while a target does not answer, and when a service went silent", async () => {
    await using vigie = await openApi();
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs - 20_000, durations: [3] })] });
    const since = new Date(vigie.nowMs).toISOString();
    vigie.problems.postgres = {
      code: "UNREACHABLE",
      reason: "Postgres at x does not answer.",
      remedy: "Start it.",
      since,
    };
    expect(await vigie.api.status.current({})).toMatchObject({
      state: "critical",
      since,
      reasons: [{ figure: null, text: "Postgres at x does not answer." }],
    });
    delete vigie.problems.postgres;
    vigie.problems.redis = { code: "NOT_CONFIGURED", reason: "No Redis is watched.", remedy: "", since };
    expect(await vigie.api.status.current({})).toMatchObject({ state: "operational" });
    await vigie.pass(5 * MINUTE);
    expect(await vigie.api.status.current({})).toMatchObject({
      state: "critical",
      reasons: [{ service: "shop", figure: null }],
    });
  });
});

describe("metrics", () => {
  test("written by hand, one or many, come back as series by their labels", async () => {
    await using vigie = await openApi();
    expect(await vigie.api.metrics.record({ type: "custom", name: "carts", value: 3, labels: { shop: "a" } })).toEqual({
      written: 1,
    });
    const many = [1, 2].map((value) => ({ type: "custom" as const, name: "carts", value, labels: { shop: "b" } }));
    expect(await vigie.api.metrics.record(many)).toEqual({ written: 2 });
    const { series } = await vigie.api.metrics.query({
      type: "custom",
      name: "carts",
      period: { from: new Date(vigie.nowMs - 600_000).toISOString(), to: new Date(vigie.nowMs + 10_000).toISOString() },
      maxPoints: 60,
    });
    expect(
      series.map(({ labels, points }) => ({
        labels,
        values: points.map(([, value]) => value).filter((value) => value !== null),
      })),
    ).toEqual([
      { labels: { shop: "a" }, values: [3] },
      { labels: { shop: "b" }, values: [1.5] },
    ]);
  });

  test("outside the times that are kept are refused, and nothing of the list is written", async () => {
    await using vigie = await openApi();
    const list = [
      { type: "custom" as const, name: "x", value: 1 },
      { type: "custom" as const, name: "x", value: 1, time: vigie.nowMs - 3 * 86_400_000 },
    ];
    const error = await vigie.api.metrics.record(list).catch((caught: Error) => caught);
    expect((error as Error).cause).toMatchObject({ code: "METRIC_TIME_OUT_OF_RANGE", details: { path: 1 } });
    const [row] = await vigie.store.sql`SELECT count(*)::int AS n FROM metrics`;
    expect(row?.n).toBe(0);
  });
});

test("a hit rate of a handful of lookups is shown, and not judged", async () => {
  await using vigie = await openApi();
  await vigie.sample("redis", { "keyspace.hits": 1, "keyspace.misses": 9, window_seconds: 10 }, vigie.nowMs - 20_000);
  const few = await vigie.api.summary({ period: "1h" });
  expect(figure(few, "redis.hitRate")).toMatchObject({ now: 0.1, state: "unknown" });
  await vigie.sample("redis", { "keyspace.hits": 10, "keyspace.misses": 90, window_seconds: 10 }, vigie.nowMs - 20_000);
  const many = await vigie.api.summary({ period: "1h" });
  expect(figure(many, "redis.hitRate")).toMatchObject({ now: 0.1, state: "warning" });
});

test("losses tell what was lost, why, and what to do", async () => {
  await using vigie = await openApi();
  expect(await vigie.api.losses.list({ period: "1h" })).toEqual([]);
  await vigie.send({ losses: [{ what: "requests", cause: "queue-full", count: 12 }] });
  await vigie.send({ losses: [{ what: "requests", cause: "queue-full", count: 30 }] });
  expect(await vigie.api.losses.list({ period: "1h" })).toMatchObject([
    {
      service: "shop",
      instance: "shop-1",
      what: "requests",
      cause: "queue-full",
      count: 42,
      text: expect.stringContaining("42 requests were dropped"),
    },
  ]);
});

test("a caller without the role is refused by every procedure", async () => {
  await using vigie = await openApi();
  const nobody = vigie.as(null);
  const ingest = vigie.as("ingest");
  await expect(nobody.summary({ period: "1h" })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  await expect(ingest.summary({ period: "1h" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(nobody.metrics.record({ type: "custom", name: "x", value: 1 })).rejects.toMatchObject({
    code: "UNAUTHORIZED",
  });
  expect(await ingest.metrics.record({ type: "custom", name: "x", value: 1 })).toEqual({ written: 1 });
});
