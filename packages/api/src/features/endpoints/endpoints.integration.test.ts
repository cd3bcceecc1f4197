import type { BatchError, BatchRollup } from "@vigie/protocol";
import { makeRollup } from "@vigie/testing";
import { MINUTE, openApi } from "@vigie/testing/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

type Api = Awaited<ReturnType<typeof openApi>>;

const TYPE_ERROR = "00000000000000aa";
const TIMEOUT = "00000000000000bb";
const describeError = (fingerprint: string, type: string, sample?: BatchError["sample"]): BatchError => ({
  fingerprint,
  type,
  place: `handle (src/${type}.ts)`,
  sample,
});

function sampleAt(time: number, route: string): NonNullable<BatchError["sample"]> {
  return {
    time,
    traceId: "0af7651916cd43dd8448eb211c80319c",
    method: "GET",
    route,
    status: 500,
    message: "x is not a function",
    stack: "at handle (src/TypeError.ts:3:7)",
  };
}

const nearestRank = (sorted: readonly number[], q: number) =>
  sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? 0;

describe("a load of known counts, durations and errors", () => {
  const durations = Array.from({ length: 400 }, (_, i) => 5 + i * 2);

  async function load(vigie: Api) {
    const atMs = vigie.nowMs - 10 * MINUTE;
    const checkout: BatchRollup = {
      ...makeRollup({ atMs, route: "/checkout", durations }),
      status: [0, 380, 0, 8, 12],
      statuses: [
        { status: 404, count: 8 },
        { status: 500, count: 9 },
        { status: 503, count: 3 },
      ],
      errors: [
        { fingerprint: TYPE_ERROR, count: 9 },
        { fingerprint: TIMEOUT, count: 3 },
      ],
      waitMs: [400, 100_000, 2_000, 0],
      waitCount: [400, 1_600, 200, 0],
      statements: [{ fingerprint: "00000000000000cc", calls: 1_600, sumMs: 100_000 }],
    };
    await vigie.send({
      rollups: [checkout, makeRollup({ atMs, route: "/ping", durations: Array(500).fill(1) })],
      errors: [
        describeError(TYPE_ERROR, "TypeError", sampleAt(atMs, "/checkout")),
        describeError(TIMEOUT, "TimeoutError"),
      ],
      statements: [{ fingerprint: "00000000000000cc", text: "SELECT * FROM cart WHERE id = $1" }],
    });
    await vigie.pass(MINUTE);
  }

  test("is shown by the table", async () => {
    await using vigie = await openApi();
    await load(vigie);
    const { endpoints } = await vigie.api.endpoints.stats({ period: "1h" });
    const sum = durations.reduce((a, b) => a + b);
    expect(endpoints).toMatchObject([
      {
        service: "shop",
        method: "GET",
        route: "/checkout",
        requestCount: 400,
        clientErrorCount: 8,
        serverErrorCount: 12,
        errorRate: 0.03,
        totalMs: sum,
        avgMs: sum / 400,
        shareOfTime: sum / (sum + 500),
        maxMs: 803,
        previous: null,
      },
      { route: "/ping", requestCount: 500, p99Ms: 1 },
    ]);
    for (const [key, q] of [
      ["p50Ms", 0.5],
      ["p95Ms", 0.95],
      ["p99Ms", 0.99],
    ] as const) {
      expect(Math.abs((endpoints[0]?.[key] ?? 0) / nearestRank(durations, q) - 1)).toBeLessThan(0.011);
    }
  });

  test("is shown by the slow panel: what lies above the threshold, and where the time went", async () => {
    await using vigie = await openApi();
    await load(vigie);
    const { endpoints } = await vigie.api.endpoints.slow({ period: "1h", thresholdMs: 250 });
    const slow = durations.filter((ms) => ms > 250);
    const wasted = slow.reduce((total, ms) => total + ms - 250, 0);
    expect(endpoints).toHaveLength(1);
    const [checkout] = endpoints;
    expect(checkout?.route).toBe("/checkout");
    expect(Math.abs((checkout?.slowCount ?? 0) - slow.length)).toBeLessThanOrEqual(2);
    expect(Math.abs((checkout?.wastedMs ?? 0) / wasted - 1)).toBeLessThan(0.02);
    const time = checkout?.time;
    expect(time).toMatchObject({
      poolMs: 400,
      sqlMs: 100_000,
      cacheMs: 2_000,
      httpMs: 0,
      sqlCount: 1_600,
      poolCount: 400,
    });
    expect((time?.ownMs ?? 0) + 102_400).toBeCloseTo(time?.totalMs ?? 0, 3);
  });

  test("is shown by the hotspots, with the groups behind", async () => {
    await using vigie = await openApi();
    await load(vigie);
    const { endpoints } = await vigie.api.endpoints.errorHotspots({ period: "1h" });
    expect(endpoints).toMatchObject([
      {
        route: "/checkout",
        requestCount: 400,
        serverErrorCount: 12,
        clientErrorCount: 8,
        statuses: [
          { status: 500, count: 9 },
          { status: 404, count: 8 },
          { status: 503, count: 3 },
        ],
        groups: [
          { type: "TypeError", count: 9, state: "open", releases: ["r1"], place: "handle (src/TypeError.ts)" },
          { type: "TimeoutError", count: 3, sample: null },
        ],
      },
    ]);
    expect(endpoints[0]?.groups[0]?.sample).toMatchObject({ message: "x is not a function", route: "/checkout" });
  });

  test("is shown by the heatmap and the sparklines, and a window without requests is zero, not a gap", async () => {
    await using vigie = await openApi();
    await load(vigie);
    const { endpoints, times } = await vigie.api.endpoints.heatmap({ period: "1h" });
    const [checkout] = endpoints;
    expect(checkout?.route).toBe("/checkout");
    const sum = (values: (number | null)[] | undefined) => (values ?? []).reduce<number>((a, b) => a + (b ?? 0), 0);
    expect(sum(checkout?.requests)).toBe(400);
    expect(sum(checkout?.serverErrors)).toBe(12);
    expect(checkout?.p95Ms).toHaveLength(times.length);
    expect(checkout?.p95Ms.filter((value) => value !== null)).toHaveLength(1);
    const { series } = await vigie.api.endpoints.sparklines({ period: "1h", endpoints: [checkout?.id ?? 0, 999_999] });
    expect(series).toHaveLength(1);
    expect(series[0]?.p95Ms.filter((value) => value !== null)).toHaveLength(1);
  });

  test("is all on the endpoint's page", async () => {
    await using vigie = await openApi();
    await load(vigie);
    const name = { service: "shop", method: "GET", route: "/checkout" };
    const detail = await vigie.api.endpoints.get({ ...name, period: "1h" });
    expect(detail.distribution.reduce((total, bucket) => total + bucket.count, 0)).toBe(400);
    expect(detail.stats).toMatchObject({ requestCount: 400, serverErrorCount: 12 });
    expect(detail.errors.map((group) => group.count)).toEqual([9, 3]);
    expect(detail.statements).toMatchObject([
      { text: "SELECT * FROM cart WHERE id = $1", calls: 1_600, callsPerRequest: 4 },
    ]);
    expect(detail.releases).toMatchObject([{ name: "r1", requestCount: 400 }]);
    expect(detail.instances).toMatchObject([{ name: "shop-1", requestCount: 400 }]);
    const idle = await vigie.api.endpoints.get({
      ...name,
      period: { from: iso(vigie.nowMs - 5 * MINUTE), to: iso(vigie.nowMs) },
    });
    expect(idle).toMatchObject({ stats: null, time: null, errors: [], distribution: [] });
  });
});

const iso = (ms: number) => new Date(ms).toISOString();

describe("two instances", () => {
  test("one killed in the middle: one row, right totals, and each by itself", async () => {
    await using vigie = await openApi();
    for (let minute = 0; minute < 30; minute++) {
      const rollups = [makeRollup({ atMs: vigie.nowMs - 5_000, durations: [10, 20] })];
      await vigie.send({ rollups }, "shop", { instance: "one", release: "r1" });
      if (minute < 12) await vigie.send({ rollups }, "shop", { instance: "two", release: "r2" });
      await vigie.pass(MINUTE);
    }
    const all = await vigie.api.endpoints.stats({ period: "1h" });
    expect(all.endpoints).toMatchObject([{ requestCount: 84, p50Ms: expect.closeTo(10, 0), maxMs: 20 }]);
    const two = await vigie.api.endpoints.stats({ period: "1h", instance: "two" });
    expect(two.endpoints).toMatchObject([{ requestCount: 24 }]);
    const first = await vigie.api.endpoints.stats({ period: "1h", release: "r1" });
    expect(first.endpoints).toMatchObject([{ requestCount: 60 }]);
    const detail = await vigie.api.endpoints.get({ service: "shop", method: "GET", route: "/items/:id", period: "1h" });
    expect(detail.instances.map(({ name, requestCount }) => [name, requestCount]).sort()).toEqual([
      ["one", 60],
      ["two", 24],
    ]);
  });

  test("any mix of instances over any hours gives the sums of what each sent, filtered or not", async () => {
    await using vigie = await openApi();
    let run = 0;
    const arrival = fc.record({
      instance: fc.constantFrom("a", "b", "c"),
      agoMinutes: fc.integer({ min: 0, max: 50 }),
      route: fc.constantFrom("/x", "/y"),
      count: fc.integer({ min: 1, max: 5 }),
      sqlMs: fc.integer({ min: 0, max: 7 }),
      errors: fc.integer({ min: 0, max: 3 }),
      thenMinutes: fc.integer({ min: 0, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 8 }), async (arrivals) => {
        const service = `shop-${++run}`;
        for (const { instance, agoMinutes, route, count, sqlMs, errors, thenMinutes } of arrivals) {
          const atMs = vigie.nowMs - agoMinutes * MINUTE;
          const rollup = makeRollup({ atMs, route, durations: Array(count).fill(7) });
          await vigie.send(
            {
              rollups: [
                {
                  ...rollup,
                  waitMs: [0, sqlMs, 0, 0],
                  waitCount: [0, sqlMs, 0, 0],
                  errors: errors > 0 ? [{ fingerprint: TIMEOUT, count: errors }] : [],
                },
              ],
              errors: [describeError(TIMEOUT, "TimeoutError")],
            },
            service,
            { instance },
          );
          await vigie.pass(thenMinutes * MINUTE);
        }
        const total = (of: typeof arrivals, key: "count" | "sqlMs" | "errors") =>
          of.reduce((sum, one) => sum + one[key], 0);
        for (const instance of [undefined, "a", "b", "c"]) {
          const expected = arrivals.filter((one) => instance === undefined || one.instance === instance);
          if (expected.length === 0) continue;
          const period = { from: iso(vigie.nowMs - 10 * 60 * MINUTE), to: iso(vigie.nowMs) };
          const { endpoints } = await vigie.api.endpoints.slow({ service, instance, period, thresholdMs: 1 });
          expect(endpoints.reduce((sum, one) => sum + one.requestCount, 0)).toBe(total(expected, "count"));
          expect(endpoints.reduce((sum, one) => sum + one.time.sqlMs, 0)).toBeCloseTo(total(expected, "sqlMs"), 3);
          const hotspots = await vigie.api.endpoints.errorHotspots({ service, instance, period });
          const counted = hotspots.endpoints.flatMap((one) => one.groups).reduce((sum, group) => sum + group.count, 0);
          expect(counted).toBe(total(expected, "errors"));
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("an error group", () => {
  const at = (vigie: Api, release: string | undefined, route = "/a") =>
    vigie.send(
      {
        rollups: [
          {
            ...makeRollup({ atMs: vigie.nowMs, route, durations: [1], status: 500 }),
            errors: [{ fingerprint: TYPE_ERROR, count: 1 }],
          },
        ],
        errors: [describeError(TYPE_ERROR, "TypeError")],
      },
      "shop",
      release === undefined ? { release: undefined, instance: "unnamed" } : { release },
    );
  const group = async (vigie: Api) => {
    const { endpoints } = await vigie.api.endpoints.errorHotspots({ period: "24h" });
    const found = endpoints[0]?.groups[0];
    if (!found) throw new Error("no group");
    return found;
  };

  test("that is resolved stays so while the old release shows it, and is reopened by a later one", async () => {
    await using vigie = await openApi();
    await at(vigie, "r1");
    await vigie.pass(MINUTE);
    const { id } = await group(vigie);
    expect(await vigie.api.errors.resolve({ group: id, resolved: true })).toEqual({ group: id, state: "resolved" });
    await vigie.pass(MINUTE);
    await at(vigie, "r1");
    expect(await group(vigie)).toMatchObject({ state: "resolved", count: 2, releases: ["r1"] });
    await vigie.pass(MINUTE);
    // Instances are dated by the database's clock, which the test's runs ahead of.
    await at(vigie, "r2");
    await vigie.store
      .sql`UPDATE instances SET first_seen = to_timestamp(${vigie.nowMs / 1000}::float8) WHERE release = 'r2'`;
    expect(await group(vigie)).toMatchObject({ state: "reopened", count: 3, releases: ["r1", "r2"] });
    await vigie.api.errors.resolve({ group: id, resolved: false });
    expect(await group(vigie)).toMatchObject({ state: "open", resolvedAt: null });
  });

  test("of a service that does not say its release is reopened when it is seen again", async () => {
    await using vigie = await openApi();
    await at(vigie, undefined);
    await vigie.pass(MINUTE);
    const { id } = await group(vigie);
    await vigie.api.errors.resolve({ group: id, resolved: true });
    expect((await group(vigie)).state).toBe("resolved");
    await vigie.pass(MINUTE);
    await at(vigie, undefined);
    expect((await group(vigie)).state).toBe("reopened");
  });

  test("of which there is none cannot be resolved, and only an admin resolves", async () => {
    await using vigie = await openApi();
    await expect(vigie.api.errors.resolve({ group: 4711, resolved: true })).rejects.toMatchObject({
      message: "There is no error group 4711.",
    });
    await expect(vigie.as("viewer").errors.resolve({ group: 1, resolved: true })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("bad input", () => {
  test.each([
    [{ service: "nobody" }, "There is no service nobody."],
    [{ release: "r9" }, "Nothing of release r9 was ever seen."],
    [{ instance: "i9" }, "Nothing of an instance i9 was ever seen."],
    [{ period: { from: "2026-01-02", to: "2026-01-01" } }, "from is not before to"],
    [{ period: { from: "2999-01-01", to: "2999-01-02" } }, "it lies in the future"],
    [{ period: { from: "1999-01-01", to: "2026-01-01" } }, "it is longer than 366 days"],
    [{ period: { from: "2001-01-01", to: "2001-01-02" } }, "all of it lies before what is still kept"],
  ])("%j", async (input, message) => {
    await using vigie = await openApi();
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs, durations: [1] })] });
    await expect(vigie.api.endpoints.stats({ period: "1h", ...input })).rejects.toThrow(message);
  });

  test("an unknown column or endpoint says what there is", async () => {
    await using vigie = await openApi();
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs, durations: [1] })] });
    // @ts-expect-error: not a column
    await expect(vigie.api.endpoints.stats({ period: "1h", sort: "colour" })).rejects.toThrow(
      /^The request cannot be read: sort: .*"route"/,
    );
    await expect(
      vigie.api.endpoints.get({ period: "1h", service: "shop", method: "GET", route: "/nope" }),
    ).rejects.toThrow("The service shop has no endpoint GET /nope.");
  });
});

test("a period that reaches past retention is cut, and says where", async () => {
  await using vigie = await openApi();
  await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs, durations: [1] })] });
  const asked = { from: iso(vigie.nowMs - 50 * 24 * 60 * MINUTE), to: iso(vigie.nowMs) };
  const { from, keptFrom, endpoints } = await vigie.api.endpoints.stats({ period: asked });
  expect(keptFrom).toBe(from);
  expect(Date.parse(from)).toBeGreaterThan(vigie.nowMs - 32 * 24 * 60 * MINUTE);
  expect(endpoints).toHaveLength(1);
});

test("a time in which no instance was heard of is a gap, not zero requests", async () => {
  await using vigie = await openApi();
  const live = async (minutes: number) => {
    for (let i = 0; i < minutes; i++) {
      const time = vigie.nowMs;
      await vigie.send({
        rollups: [makeRollup({ atMs: time, durations: [1] })],
        metrics: [{ time, type: "system", name: "process.memory.rss", value: 1, labels: {} }],
      });
      await vigie.pass(MINUTE);
    }
  };
  await live(5);
  const diedAt = vigie.nowMs;
  await vigie.pass(20 * MINUTE);
  const backAt = vigie.nowMs;
  await live(5);
  const { gaps } = await vigie.api.endpoints.stats({ period: "1h" });
  expect(gaps).toHaveLength(1);
  expect(Math.abs(Date.parse(gaps[0]?.from ?? "") - diedAt)).toBeLessThanOrEqual(MINUTE);
  expect(Math.abs(Date.parse(gaps[0]?.to ?? "") - backAt)).toBeLessThanOrEqual(MINUTE);
  const { timeline } = await vigie.api.endpoints.get({
    service: "shop",
    method: "GET",
    route: "/items/:id",
    period: "1h",
  });
  const values = timeline.requestsPerSecond.slice(timeline.times.findIndex((time) => time >= diedAt + MINUTE));
  expect(values.some((value) => value === null)).toBe(true);
  expect(values.some((value) => value !== null)).toBe(true);
});

test("every column sorts, both ways, with the same order each time", async () => {
  await using vigie = await openApi();
  const rollups = Array.from({ length: 12 }, (_, i) =>
    makeRollup({
      atMs: vigie.nowMs,
      route: `/r${i % 7}-${i}`,
      durations: Array((i % 5) + 1).fill(i % 3),
      status: i % 4 ? 200 : 500,
    }),
  );
  await vigie.send({ rollups });
  const { ENDPOINT_COLUMNS } = await import("./stats.ts");
  for (const sort of ENDPOINT_COLUMNS) {
    const up = await vigie.api.endpoints.stats({ period: "1h", sort, order: "asc" });
    const down = await vigie.api.endpoints.stats({ period: "1h", sort, order: "desc" });
    expect(up.endpoints).toHaveLength(12);
    const value = (row: (typeof up.endpoints)[number]) =>
      sort === "route" ? row.route : sort === "change" ? null : row[sort];
    const values = up.endpoints.map(value);
    expect(values).toEqual([...values].sort((a, b) => (a === null || b === null ? 0 : a < b ? -1 : a > b ? 1 : 0)));
    expect(down.endpoints.map(value)).toEqual([...values].reverse());
    expect((await vigie.api.endpoints.stats({ period: "1h", sort, order: "asc" })).endpoints).toEqual(up.endpoints);
  }
  const found = await vigie.api.endpoints.stats({ period: "1h", search: "get /R3", limit: 1 });
  expect(found.endpoints).toHaveLength(1);
});
