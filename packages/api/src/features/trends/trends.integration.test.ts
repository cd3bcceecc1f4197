import { keepPartitions } from "@vigie/storage";
import { makeRollup } from "@vigie/testing";
import { MINUTE, openApi } from "@vigie/testing/api";
import { describe, expect, test } from "vitest";

type Api = Awaited<ReturnType<typeof openApi>>;

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SAMPLE = 10_000;

interface Load {
  /** Milliseconds, one per request, of each minute. */
  durations: readonly number[];
  /** Requests of each minute that are answered with 500. */
  errors?: number;
  hits?: number;
  misses?: number;
  connections?: number;
  cpu?: number;
  route?: string;
  service?: string;
  /** Whether the process tells that it runs. */
  present?: boolean;
}

const steady = (ms: number, count = 20) => Array.from({ length: count }, (_, i) => ms * (0.5 + i / (2 * count)));

/** What was served and sampled in the last so many minutes. */
async function serve(vigie: Api, minutes: number, load: Load): Promise<void> {
  const { durations, errors = 0, route = "/pay", service = "shop", present = true } = load;
  const startMs = vigie.nowMs - minutes * MINUTE;
  const each = Array.from({ length: minutes }, (_, i) => startMs + i * MINUTE);
  const rollups = each.map((atMs) => {
    const rollup = makeRollup({ atMs, route, durations: durations.length > 0 ? durations : [1] });
    return { ...rollup, status: [0, rollup.count - errors, 0, 0, errors] as typeof rollup.status };
  });
  const metrics = Array.from({ length: (minutes * MINUTE) / SAMPLE }, (_, i) => ({
    type: "system" as const,
    name: "process.memory.rss",
    value: 1e8,
    time: startMs + i * SAMPLE,
    labels: {},
  }));
  await vigie.send({ rollups: durations.length > 0 ? rollups : [], metrics: present ? metrics : [] }, service);
  for (const atMs of each) {
    const { hits, misses, connections, cpu } = load;
    if (hits !== undefined)
      await vigie.sample("redis", { "keyspace.hits": hits, "keyspace.misses": misses ?? 0 }, atMs);
    for (let second = 0; second < 60; second += 10) {
      if (connections !== undefined) await vigie.sample("postgres", { connections }, atMs + second * 1_000);
      if (cpu !== undefined) await vigie.sample("system", { "cpu.utilisation": cpu }, atMs + second * 1_000);
    }
  }
}

/** The clock goes on by so much, and the server does what it does meanwhile. */
async function goOn(vigie: Api, ms: number): Promise<void> {
  await keepPartitions(vigie.store, vigie.nowMs + ms);
  await vigie.pass(ms);
}

/** Serves around the same time a week, a day and an hour before the moment at which it leaves the clock, and in the last minutes. */
async function history(vigie: Api, { week, day, hour, now }: Record<"week" | "day" | "hour" | "now", Load | null>) {
  const around = async (load: Load | null, beforeMs: number, nextMs: number) => {
    // The clock stands twenty minutes after the middle.
    if (load) await serve(vigie, 40, load);
    await goOn(vigie, beforeMs - nextMs);
  };
  await goOn(vigie, HOUR);
  await around(week, 7 * DAY, DAY);
  await around(day, DAY, HOUR);
  await around(hour, HOUR, 0);
  // From twenty minutes after the middle of an hour ago to the end of these five: the middle lies two and a half before.
  await goOn(vigie, -20 * MINUTE + 2.5 * MINUTE + 3_000);
  if (now) await serve(vigie, 6, now);
}

async function trend(vigie: Api, figure: string) {
  const found = (await vigie.api.trends.current({})).find((one) => one.figure === figure);
  if (!found) throw new Error(`no trend of ${figure}`);
  return found;
}

const verdicts = ({ comparisons }: Awaited<ReturnType<typeof trend>>) => comparisons.map(({ verdict }) => verdict);

describe("with a month of the same", () => {
  test("nothing is said to have changed", async () => {
    await using vigie = await openApi();
    const load: Load = { durations: steady(200), errors: 1, hits: 90, misses: 10, connections: 20, cpu: 0.4 };
    await history(vigie, { week: load, day: load, hour: load, now: load });
    const trends = await vigie.api.trends.current({});
    expect(trends).toHaveLength(10);
    for (const one of trends) {
      if (one.now === null) expect(one).toMatchObject({ verdict: "unknown", decisive: null });
      else {
        expect(verdicts(one), one.figure).toEqual(["same", "same", "same"]);
        expect(one).toMatchObject({ decisive: "1w", verdict: "same", isWarning: false, silence: null });
      }
    }
    expect(trends.filter(({ now }) => now !== null).map(({ figure }) => figure)).toEqual([
      "api.p95Ms",
      "api.errorRate",
      "api.requestsPerSecond",
      "redis.hitRate",
      "postgres.connectionsTotal",
      "system.cpuRatio",
    ]);
    const { comparisons, now, samples } = await trend(vigie, "api.requestsPerSecond");
    expect(samples).toBe(100);
    expect(now).toBeCloseTo(20 / 60, 1);
    for (const { value } of comparisons) expect(value).toBeCloseTo(20 / 60, 2);
  });
});

describe("what changed", () => {
  test("is said by how much, and against the same time a week before", async () => {
    await using vigie = await openApi();
    const quiet: Load = { durations: steady(100), hits: 95, misses: 5, connections: 20, cpu: 0.3 };
    const busy: Load = { durations: steady(300), errors: 4, hits: 70, misses: 30, connections: 60, cpu: 0.8 };
    // Mondays are like this: what is bad against an hour ago is as ever.
    await history(vigie, { week: { ...busy, errors: 0 }, day: quiet, hour: quiet, now: busy });
    const p95 = await trend(vigie, "api.p95Ms");
    expect(verdicts(p95)).toEqual(["worse", "worse", "same"]);
    expect(p95.comparisons[0]?.delta).toBeCloseTo(2, 1);
    expect(p95).toMatchObject({ verdict: "same", decisive: "1w", isWarning: false });
    expect(await trend(vigie, "redis.hitRate")).toMatchObject({ verdict: "same", samples: 500 });
    expect(verdicts(await trend(vigie, "postgres.connectionsTotal"))).toEqual(["worse", "worse", "same"]);
    expect(verdicts(await trend(vigie, "system.cpuRatio"))).toEqual(["worse", "worse", "same"]);
    expect(await trend(vigie, "api.errorRate")).toMatchObject({
      verdict: "worse",
      isWarning: true,
      comparisons: [{ value: 0, delta: null }, { value: 0 }, { value: 0 }],
    });
  });

  test("is decided by the day where there was no week, and by the hour where there was no day", async () => {
    await using vigie = await openApi();
    await history(vigie, { week: null, day: null, hour: { durations: steady(300) }, now: { durations: steady(100) } });
    expect(await trend(vigie, "api.p95Ms")).toMatchObject({
      decisive: "1h",
      verdict: "better",
      comparisons: [{ verdict: "better" }, { verdict: "unknown", value: null }, { verdict: "unknown", delta: null }],
    });
  });

  test("is neither good nor bad where it is throughput", async () => {
    await using vigie = await openApi();
    await history(vigie, {
      week: null,
      day: { durations: steady(100, 40) },
      hour: { durations: steady(100, 10) },
      now: { durations: steady(100, 20) },
    });
    const rate = await trend(vigie, "api.requestsPerSecond");
    expect(rate).toMatchObject({ verdict: "same", decisive: "1d", isWarning: false });
    expect(rate.comparisons[0]?.delta).toBeCloseTo(1, 1);
    expect(rate.comparisons[1]?.delta).toBeCloseTo(-0.5, 1);
  });
});

describe("what cannot be told", () => {
  test("is silent with its reason, and few errors are not doubled ones", async () => {
    await using vigie = await openApi();
    const few: Load = { durations: steady(900, 5) };
    await history(vigie, { week: null, day: null, hour: { durations: steady(100) }, now: few });
    expect(await trend(vigie, "api.p95Ms")).toMatchObject({
      now: expect.any(Number),
      samples: 25,
      verdict: "unknown",
      decisive: null,
      silence: "fewer than 30 requests in the last five minutes",
    });
    expect(await trend(vigie, "postgres.connectionsTotal")).toMatchObject({
      now: null,
      samples: null,
      silence: "less than a minute of samples in the last five",
    });
  });

  test("is a time in which the service was not watched: unknown, not zero", async () => {
    await using vigie = await openApi();
    // Half of the time of a day ago it was away, an hour ago all of it.
    await goOn(vigie, HOUR);
    await serve(vigie, 15, { durations: steady(100) });
    await goOn(vigie, DAY);
    await goOn(vigie, -20 * MINUTE + 2.5 * MINUTE + 3_000);
    await serve(vigie, 6, { durations: steady(100) });
    const rate = await trend(vigie, "api.requestsPerSecond");
    expect(rate.comparisons[0]).toEqual({ against: "1h", value: null, delta: null, verdict: "unknown" });
    // It was watched for less than the half hour, and its rate is that of the time in which it was.
    expect(rate.comparisons[1]?.value).toBeCloseTo(20 / 60, 1);
  });

  test("is zero where it was watched and nobody came", async () => {
    await using vigie = await openApi();
    const load: Load = { durations: steady(100) };
    await history(vigie, { week: null, day: null, hour: load, now: { ...load, durations: [] } });
    expect(await trend(vigie, "api.requestsPerSecond")).toMatchObject({
      now: 0,
      samples: 0,
      comparisons: [{ delta: -1, verdict: "same" }, { verdict: "unknown" }, { verdict: "unknown" }],
    });
  });

  test("is everything of an empty Vigie, and of a service that is not known", async () => {
    await using vigie = await openApi();
    for (const one of await vigie.api.trends.current({}))
      expect(one).toMatchObject({ now: null, verdict: "unknown", silence: expect.any(String) });
    await expect(vigie.api.trends.current({ service: "nobody" })).rejects.toMatchObject({
      cause: { code: "SERVICE_UNKNOWN" },
    });
  });
});

test("endpoints are told one by one, and of each service by its own presence", async () => {
  await using vigie = await openApi();
  await goOn(vigie, HOUR);
  await serve(vigie, 40, { durations: steady(100), route: "/pay" });
  await serve(vigie, 40, { durations: steady(100), route: "/list", service: "warehouse" });
  await goOn(vigie, HOUR);
  await goOn(vigie, -20 * MINUTE + 2.5 * MINUTE + 3_000);
  await serve(vigie, 6, { durations: steady(400), route: "/pay" });
  const { endpoints } = await vigie.api.endpoints.stats({ period: "24h" });
  const idOf = (route: string) => endpoints.find((one) => one.route === route)?.id ?? 0;
  const [pay, list] = [idOf("/pay"), idOf("/list")];
  const found = await vigie.api.trends.endpoints({ endpoints: [pay, 999_999, list, pay] });
  expect(found.map(({ id }) => id)).toEqual([pay, list]);
  const of = (id: number, figure: string) =>
    found.find((one) => one.id === id)?.trends.find((one) => one.figure === figure);
  expect(of(pay, "api.p95Ms")).toMatchObject({ verdict: "worse", isWarning: true, decisive: "1h", samples: 100 });
  expect(of(pay, "api.p95Ms")?.comparisons[0]?.delta).toBeCloseTo(3, 1);
  // The warehouse is away: its endpoint has no throughput, not one of zero.
  expect(of(list, "api.requestsPerSecond")).toMatchObject({
    now: null,
    verdict: "unknown",
    silence: "nothing was heard of it in the last five minutes",
  });
  expect(await vigie.api.trends.endpoints({ service: "warehouse", endpoints: [pay] })).toEqual([]);
});
