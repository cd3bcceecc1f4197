import { createAnomalyWatch, type FigureKey } from "@vigie/api";
import { MergedRollup, recordSamples, type WindowToWrite, writeWindows } from "@vigie/storage";
import { type OpenApi, openApi } from "@vigie/testing/api";
import { describe, expect, test } from "vitest";

/** A source of numbers in [0, 1) that are the same every time: Park and Miller's. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Traffic {
  /** Requests in ten seconds. */
  requests?: number;
  /** Milliseconds: most requests take about so long. */
  usualMs: (atSeconds: number) => number;
  /** Share of 5xx. */
  errors?: (atSeconds: number) => number;
  route?: string;
  seed?: number;
}

/** The traffic of one endpoint of the shop, as if it had been sent. */
async function serve(
  { store }: OpenApi,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
  { requests = 120, usualMs, errors = () => 0, route = "/items/:id", seed = 7 }: Traffic,
): Promise<void> {
  const random = uniform(seed);
  const { id: instanceId, serviceId } = await store.dimensions.instance({
    service: "shop",
    instance: "shop-1",
    release: "r1",
    environment: "test",
    sdk: "testing/1",
  });
  const { ids } = await store.dimensions.endpoints("shop", [{ method: "GET", route }]);
  const windows: WindowToWrite[] = [];
  for (let startSeconds = fromSeconds; startSeconds < toSeconds; startSeconds += 10) {
    const rollup = new MergedRollup();
    for (let i = 0; i < requests; i++) {
      const durationMs = usualMs(startSeconds) * (0.5 + random());
      rollup.histogram.record(durationMs);
      rollup.sumMs += durationMs;
      rollup.minMs = Math.min(rollup.minMs, durationMs);
      rollup.maxMs = Math.max(rollup.maxMs, durationMs);
      if (random() < errors(startSeconds)) rollup.status5xx++;
      else rollup.status2xx++;
    }
    rollup.count = requests;
    windows.push({
      startSeconds,
      instanceId,
      endpoints: new Map([[ids[0] ?? 0, rollup]]),
      services: new Map([[serviceId, rollup]]),
    });
  }
  await writeWindows(store, { step: 10, windows });
  await recordSamples(
    store,
    windows.map(({ startSeconds }) => ({
      time: startSeconds * 1000 + 4_000,
      type: "system",
      name: "process.memory.rss",
      value: 1e8 * (1 + 0.01 * random()),
      labels: {},
      instanceId,
    })),
  );
}

/** The moment from which the tests' traffic goes: a whole minute, an hour and a half ago. */
const beginOf = ({ nowMs }: OpenApi) => Math.floor(nowMs / 60_000) * 60 - 5_400;
const HOUR = 3_600;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
/** When all of the windows before are complete. */
const after = (seconds: number) => (seconds + 6) * 1000;

const rows = ({ store }: OpenApi) =>
  store.sql<{ series: string; isOpen: boolean }[]>`
    SELECT series, ended_at IS NULL AS "isOpen" FROM anomalies ORDER BY id`;

/** Times four for some minutes, from an hour after the beginning on. */
const STEP_SECONDS = 240;
const step = (begin: number) => (atSeconds: number) =>
  atSeconds >= begin + HOUR && atSeconds < begin + HOUR + STEP_SECONDS ? 200 : 50;

describe("anomalies", () => {
  test("tell when a series became unlike itself, what was expected, and when it was over", async () => {
    await using vigie = await openApi();
    const begin = beginOf(vigie);
    await serve(vigie, { fromSeconds: begin, toSeconds: begin + 5_400 }, { usualMs: step(begin) });
    const watch = createAnomalyWatch(vigie.store);
    const first = await watch.tick(after(begin + HOUR + 180));
    expect(first).toMatchObject({ raised: 2, ended: 0 });

    const open = await vigie.api.anomalies.list({ period: "24h" });
    expect(open).toHaveLength(2);
    const [ofService] = open.filter(({ endpoint }) => endpoint === null);
    expect(ofService).toMatchObject({
      figure: "api.p95Ms",
      service: "shop",
      onset: iso(begin + HOUR),
      endedAt: null,
      better: "lower",
      unit: "ms",
    });
    expect(ofService?.expected).toBeGreaterThan(65);
    expect(ofService?.expected).toBeLessThan(80);
    expect(ofService?.worst).toBeGreaterThan(250);
    expect(ofService?.low).toBeLessThan(ofService?.expected ?? 0);
    expect(ofService?.high).toBeLessThan(ofService?.seen ?? 0);
    expect(Date.parse(ofService?.raisedAt ?? "")).toBeLessThanOrEqual((begin + HOUR + 120) * 1000);
    expect(ofService?.text).toMatch(/^Latency P95 2\d\d ms, expected 7\d(\.\d)? ms, \+\d{3} %$/);
    expect(open.find(({ endpoint }) => endpoint !== null)?.endpoint).toEqual({ method: "GET", route: "/items/:id" });

    expect(await watch.tick(after(begin + 5_400))).toMatchObject({ raised: 0, ended: 2 });
    const over = await vigie.api.anomalies.list({ service: "shop", period: "24h" });
    expect(over.map(({ id }) => id).sort()).toEqual(open.map(({ id }) => id).sort());
    for (const { endedAt } of over) {
      expect(Date.parse(endedAt ?? "")).toBeGreaterThanOrEqual((begin + HOUR + STEP_SECONDS) * 1000);
      expect(Date.parse(endedAt ?? "")).toBeLessThanOrEqual((begin + HOUR + STEP_SECONDS + 120) * 1000);
    }
    const before = { from: iso(begin), to: iso(begin + HOUR - 60) };
    expect(await vigie.api.anomalies.list({ period: before })).toEqual([]);
    await expect(vigie.api.anomalies.list({ service: "nobody", period: "1h" })).rejects.toThrow("nobody");
  });

  test("are one each, however often the lead changes", async () => {
    await using vigie = await openApi();
    const begin = beginOf(vigie);
    await serve(vigie, { fromSeconds: begin, toSeconds: begin + 5_400 }, { usualMs: step(begin) });
    const killed = createAnomalyWatch(vigie.store);
    await killed.tick(after(begin + HOUR - 60));
    await killed.release();
    const slow = createAnomalyWatch(vigie.store);
    await slow.tick(after(begin + HOUR - 20));
    // Goes on in the middle of the episode and is killed: all since what was kept before it is heard again.
    await killed.tick(after(begin + HOUR + 120));
    const opened = await rows(vigie);
    expect(opened).toHaveLength(2);

    const next = createAnomalyWatch(vigie.store);
    await next.tick(after(begin + HOUR + 170));
    await next.release();
    const third = createAnomalyWatch(vigie.store);
    expect(await third.tick(after(begin + HOUR + 180))).toMatchObject({ raised: 0 });
    expect(await rows(vigie)).toEqual(opened);
    expect(await third.tick(after(begin + 5_400))).toMatchObject({ ended: 2 });
    await third.release();
    const over = opened.map((row) => ({ ...row, isOpen: false }));
    expect(await rows(vigie)).toEqual(over);

    // Two that were thought dead were only slow: one in the middle of the episode, one before it.
    await killed.tick(after(begin + 5_400));
    await killed.release();
    expect(await slow.tick(after(begin + 5_400))).toMatchObject({ raised: 2, ended: 2 });
    await slow.release();
    expect(await rows(vigie)).toEqual(over);
    const again = createAnomalyWatch(vigie.store);
    expect(await again.tick(after(begin + 5_400))).toMatchObject({ raised: 0, ended: 0 });
    expect(await rows(vigie)).toEqual(over);
  });

  test("are late, not lost, when the store fails just then", async () => {
    await using vigie = await openApi();
    const { sql } = vigie.store;
    const begin = beginOf(vigie);
    await serve(vigie, { fromSeconds: begin, toSeconds: begin + 5_400 }, { usualMs: step(begin) });
    await sql`ALTER TABLE anomalies ADD CONSTRAINT away CHECK (worst < 0)`;
    const watch = createAnomalyWatch(vigie.store);
    await expect(watch.tick(after(begin + HOUR + 180))).rejects.toThrow("away");
    expect(await rows(vigie)).toEqual([]);
    await sql`ALTER TABLE anomalies DROP CONSTRAINT away`;
    await watch.tick(after(begin + HOUR + 190));
    expect(await rows(vigie)).toMatchObject([{ isOpen: true }, { isOpen: true }]);
  });

  test("are none where clocks go back", async () => {
    await using vigie = await openApi();
    const begin = beginOf(vigie);
    const usualMs = step(begin);
    await serve(vigie, { fromSeconds: begin, toSeconds: begin + HOUR - 300 }, { usualMs });
    const watch = createAnomalyWatch(vigie.store);
    await watch.tick(after(begin + HOUR - 300));
    expect(await watch.tick(after(begin))).toMatchObject({ windows: 0, raised: 0 });
    expect(await watch.tick(after(begin + HOUR - 310))).toMatchObject({ windows: 0, raised: 0 });
    // Nor is anything passed over where one had run ahead.
    expect(await watch.tick(after(begin + HOUR + 1_800))).toMatchObject({ windows: 3, raised: 0 });
    await serve(vigie, { fromSeconds: begin + HOUR - 300, toSeconds: begin + HOUR + 180 }, { usualMs, seed: 9 });
    expect(await watch.tick(after(begin + HOUR + 180))).toMatchObject({ windows: 48, raised: 2 });
    expect(await rows(vigie)).toHaveLength(2);
  });

  test("are none where a service is well, and where there is too little to tell", async () => {
    await using vigie = await openApi();
    const begin = beginOf(vigie);
    const period = { fromSeconds: begin, toSeconds: begin + 5_400 };
    await serve(vigie, period, {
      usualMs: (atSeconds) => 50 + 10 * Math.sin(atSeconds / 900),
      errors: () => 0.003,
    });
    const random = uniform(3);
    // Two requests a window make twelve a minute.
    await serve(vigie, period, { route: "/reports", requests: 2, usualMs: () => 10 ** (1 + 3 * random()), seed: 5 });
    const watch = createAnomalyWatch(vigie.store);
    expect(await watch.tick(after(begin + 5_400))).toMatchObject({ windows: 537 });
    await watch.release();
    expect(await rows(vigie)).toEqual([]);
    const kept = await vigie.store.sql<{ series: string }[]>`SELECT series FROM detector_states ORDER BY series`;
    expect(kept.map(({ series }) => series)).toEqual([
      "api.errorRate service=shop",
      "api.errorRate service=shop endpoint=GET /items/:id",
      "api.p95Ms service=shop",
      "api.p95Ms service=shop endpoint=GET /items/:id",
      "api.requestsPerSecond service=shop",
      "system.processRssBytes service=shop",
    ]);
  });

  test("end where nothing more is heard of a service", async () => {
    await using vigie = await openApi();
    const { sql } = vigie.store;
    const begin = beginOf(vigie);
    await serve(vigie, { fromSeconds: begin, toSeconds: begin + HOUR }, { usualMs: () => 50 });
    await sql`
      INSERT INTO anomalies (series, figure, onset, raised_at, expected, low, high, seen, worst)
      VALUES ('api.p95Ms service=gone', 'api.p95Ms', ${iso(begin)}, ${iso(begin + 60)}, 1, 0, 2, 9, 9)`;
    const watch = createAnomalyWatch(vigie.store);
    for (let tick = 0; tick < 30; tick++) await watch.tick(after(begin + 600 + 10 * tick));
    expect(await rows(vigie)).toEqual([{ series: "api.p95Ms service=gone", isOpen: false }]);
  });
});

describe("bands", () => {
  test("stand at the windows of the timeline, for what is watched of one service and for the targets", async () => {
    await using vigie = await openApi();
    const begin = beginOf(vigie);
    const end = begin + 5_400;
    await serve(vigie, { fromSeconds: begin, toSeconds: end }, { usualMs: () => 50 });
    const random = uniform(11);
    await recordSamples(
      vigie.store,
      Array.from({ length: 540 }, (_, i) => ({
        time: (begin + 10 * i + 5) * 1000,
        type: "system",
        name: "cpu.utilisation",
        value: 0.2 + 0.05 * random(),
        labels: {},
        instanceId: null,
      })),
    );
    await createAnomalyWatch(vigie.store).tick(after(end));
    const figures: FigureKey[] = ["api.p95Ms", "api.p50Ms", "system.cpuRatio"];
    for (const maxPoints of [400, 60]) {
      const input = { period: "1h" as const, figures, maxPoints };
      const timeline = await vigie.api.timeline({ ...input, service: "shop" });
      const { stepSeconds, times, bands } = await vigie.api.anomalies.bands({ ...input, service: "shop" });
      expect({ stepSeconds, times }).toEqual({ stepSeconds: timeline.stepSeconds, times: timeline.times });
      expect(bands.map(({ figure }) => figure)).toEqual(figures);
      const [p95, p50, cpu] = bands;
      // Of the minute that goes on there may be none; before the first hundred values there is none.
      const settled = times.filter((time) => time < (end - 120) * 1000).length;
      for (const [band, usual] of [
        [p95, 71],
        [cpu, 0.225],
      ] as const) {
        const within = band?.low
          .slice(0, settled)
          .filter((low, i) => low !== null && low < usual && usual < (band.high[i] ?? 0));
        expect(within?.length).toBe(settled);
      }
      expect(new Set(p50?.low)).toEqual(new Set([null]));
    }
    // They are no figure, and of no type that can be asked for.
    const [kinds] = await vigie.store
      .sql`SELECT count(DISTINCT type)::int AS types FROM metrics WHERE type <> 'system'`;
    expect(kinds).toEqual({ types: 1 });
  });

  test("are those of the one service there is, and none of several together", async () => {
    await using vigie = await openApi();
    const begin = beginOf(vigie);
    await serve(vigie, { fromSeconds: begin, toSeconds: begin + 5_400 }, { usualMs: () => 50 });
    await createAnomalyWatch(vigie.store).tick(after(begin + 5_400));
    const ask = { period: "1h" as const, figures: ["api.p95Ms" as const], maxPoints: 60 };
    const known = (answer: Awaited<ReturnType<typeof vigie.api.anomalies.bands>>) =>
      answer.bands[0]?.low.some((low) => low !== null);
    expect(known(await vigie.api.anomalies.bands(ask))).toBe(true);
    await vigie.send({}, "other");
    expect(known(await vigie.api.anomalies.bands(ask))).toBe(false);
    expect(known(await vigie.api.anomalies.bands({ ...ask, service: "shop" }))).toBe(true);
  });
});
