import { LIMITS, OTHER_ROUTE } from "@vigie/protocol";
import { createDatabase, makeBatch, makeRollup, storedRequests } from "@vigie/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commitBatches } from "./commit-batches.ts";
import { compact } from "./compact.ts";
import { findEndpoints } from "./endpoints.ts";
import { MergedRollup } from "./merge-rollups.ts";
import { ensurePartitions } from "./partitions.ts";
import { alignPeriod, readRollups } from "./read-rollups.ts";
import { findServices } from "./services.ts";
import { openStore, type Store } from "./store.ts";
import { tileStored } from "./tile-stored.ts";

/** A quarter past two, so that hours and a day end within reach. */
const NOON_MS = Date.parse("2026-03-04T23:15:07.000Z");

async function openTestStore() {
  const database = await createDatabase();
  const store = await openStore({ url: database.url });
  await ensurePartitions(store.sql, NOON_MS, NOON_MS - 48 * 3_600_000);
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function readAll(
  store: Store,
  { fromMs, toMs, nowMs }: { fromMs: number; toMs: number; nowMs: number },
  kind: "service" | "endpoint",
  run = "",
) {
  const services = (await findServices(store, undefined)).filter((service) => service.name.endsWith(run));
  const period = alignPeriod({ fromMs, toMs, nowMs });
  const serviceIds = services.map((service) => service.id);
  const endpoints = await findEndpoints(store, serviceIds);
  const ids = kind === "service" ? serviceIds : [...endpoints.keys()];
  const byId = await readRollups(store, { period, kind, ids });
  const merged = new MergedRollup();
  for (const one of byId.values()) merged.add(one);
  return { merged, byId, endpoints, period };
}

describe("a batch", () => {
  test("counts once, however often and with whomever it comes", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    const batch = makeBatch(NOON_MS, { rollups: [makeRollup({ atMs: NOON_MS - 60_000, durations: [1, 2, 3] })] });
    const other = makeBatch(NOON_MS, { rollups: [makeRollup({ atMs: NOON_MS - 60_000, durations: [4] })] });

    expect(await commitBatches(store, [batch, batch], NOON_MS)).toMatchObject([
      { duplicate: false },
      { duplicate: true },
    ]);
    const again = await Promise.all([
      commitBatches(store, [batch, other], NOON_MS),
      commitBatches(store, [other, batch], NOON_MS),
    ]);

    expect(again.flat().filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    const { merged } = await readAll(store, { fromMs: NOON_MS - 3_600_000, toMs: NOON_MS, nowMs: NOON_MS }, "endpoint");
    expect(merged.count).toBe(4);
  });

  test("leaves nothing behind when one of its rows cannot be stored", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    const good = makeRollup({ atMs: NOON_MS - 60_000, durations: [1] });
    // Ten years off: there is no partition.
    const bad = { ...good, start: good.start - 315_360_000 };
    const batch = makeBatch(NOON_MS, { rollups: [good, bad] });

    await expect(commitBatches(store, [batch], NOON_MS)).rejects.toThrow("no partition");

    const [counted] =
      await store.sql`SELECT (SELECT count(*) FROM rollups)::int AS rollups, (SELECT count(*) FROM batches)::int AS batches`;
    expect(counted).toEqual({ rollups: 0, batches: 0 });
    expect(await commitBatches(store, [{ ...batch, rollups: [good] }], NOON_MS)).toMatchObject([{ duplicate: false }]);
  });

  test("past the endpoint limit is counted under (other), and the loss is kept", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    const atMs = NOON_MS - 60_000;
    const routes = Array.from({ length: LIMITS.endpointsPerService + 250 }, (_, i) =>
      makeRollup({ atMs, route: `/page-${i}`, durations: [1, 2] }),
    );
    for (let i = 0; i < routes.length; i += 500)
      await commitBatches(store, [makeBatch(NOON_MS, { rollups: routes.slice(i, i + 500) })], NOON_MS);

    const { merged, byId, endpoints } = await readAll(
      store,
      { fromMs: NOON_MS - 3_600_000, toMs: NOON_MS, nowMs: NOON_MS },
      "endpoint",
    );
    expect(merged.count).toBe(routes.length * 2);
    expect(byId.size).toBe(LIMITS.endpointsPerService + 1);
    const other = [...endpoints.values()].find((endpoint) => endpoint.route === OTHER_ROUTE);
    expect(byId.get(other?.id ?? 0)?.count).toBe(500);
    const [loss] = await store.sql`SELECT sum(value)::int AS count, min(labels->>'cause') AS cause FROM metrics`;
    expect(loss).toEqual({ count: 500, cause: "endpoint-limit" });
  });
});

describe("compaction", () => {
  /** Arrivals spread over the last hours, some late, with compaction at any moment in between. */
  const arrivals = fc.array(
    fc.record({
      agoMinutes: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 59 })),
      durations: fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 20 }),
      route: fc.constantFrom("/a", "/b/:id"),
      instance: fc.constantFrom("one", "two"),
      service: fc.constantFrom("shop", "search"),
      status: fc.constantFrom(200, 304, 404, 500),
      thenMinutes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90 })),
      compactAfter: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  );

  test("changes no figure at any moment, whatever comes late, in sums and in single endpoints", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(arrivals, async (list) => {
        // Services of their own keep the runs apart, on windows that other runs have filled.
        const run = `${++runs}`;
        let nowMs = NOON_MS;
        const seen: { ms: number; durations: number[]; status: number }[] = [];
        for (const arrival of list) {
          const atMs = nowMs - arrival.agoMinutes * 60_000;
          const batch = makeBatch(nowMs, { rollups: [makeRollup({ ...arrival, atMs })] });
          batch.resource = { ...batch.resource, service: `${arrival.service}-${run}`, instance: arrival.instance };
          await commitBatches(store, [batch], nowMs);
          seen.push({ ms: atMs, durations: arrival.durations, status: arrival.status });
          nowMs += arrival.thenMinutes * 60_000;
          if (arrival.compactAfter) await compact(store, nowMs);

          for (const fromMs of [nowMs - 3_600_000, NOON_MS - 24 * 3_600_000]) {
            for (const by of ["service", "endpoint"] as const) {
              const { merged, period } = await readAll(store, { fromMs, toMs: nowMs, nowMs }, by, run);
              const inside = seen.filter(({ ms }) => {
                const start = Math.floor(ms / 10_000) * 10;
                return start >= period.fromSeconds && start < period.toSeconds;
              });
              const durations = inside.flatMap((one) => one.durations).sort((a, b) => a - b);
              expect(merged.count).toBe(durations.length);
              expect(merged.status5xx).toBe(
                inside.filter((one) => one.status === 500).flatMap((one) => one.durations).length,
              );
              for (const q of [0.5, 0.95, 0.99]) {
                const exact = durations[Math.max(1, Math.ceil(q * durations.length)) - 1];
                if (exact === undefined) expect(merged.quantile(q)).toBeNull();
                else expect(Math.abs((merged.quantile(q) ?? 0) / exact - 1)).toBeLessThanOrEqual(0.011);
              }
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test("leaves one row per block and window of an instance, and reads the period from them", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    const startMs = Date.parse("2026-03-03T00:00:00.000Z");
    for (let minute = 0; minute < 24 * 60; minute += 7) {
      const atMs = startMs + minute * 60_000;
      const rollups = ["/a", "/b", "/c"].map((route) => makeRollup({ atMs, route, durations: [5] }));
      await commitBatches(store, [makeBatch(atMs, { rollups })], atMs);
      if (minute % 210 === 0) await compact(store, atMs);
    }
    const nowMs = startMs + 26 * 3_600_000;
    await compact(store, nowMs);

    expect(await compact(store, nowMs)).toBe(0);
    const [rows] = await store.sql`
      SELECT max(n)::int AS most FROM (SELECT count(*) AS n FROM rollups WHERE step > 10 GROUP BY step, kind, block_id, instance_id, window_start) AS windows`;
    expect(rows?.most).toBe(1);
    const day = { fromMs: startMs, toMs: startMs + 86_400_000, nowMs };
    const { merged } = await readAll(store, day, "service");
    expect(merged.count).toBe(3 * Math.ceil((24 * 60) / 7));
    const tiles = await tileStored(store, { marks: "stale_windows", period: alignPeriod(day) });
    expect(tiles.map((tile) => tile.step)).toEqual([86_400]);
  });

  test("makes one row of what was appended second by second, and loses nothing that comes meanwhile", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    const minuteMs = NOON_MS - 7_000 - 120_000;
    const append = (atMs: number) =>
      commitBatches(store, [makeBatch(NOON_MS, { rollups: [makeRollup({ atMs, durations: [1, 2] })] })], NOON_MS);
    for (let second = 0; second < 60; second++) await append(minuteMs + second * 1_000);
    await Promise.all([compact(store, NOON_MS), ...Array.from({ length: 20 }, (_, i) => append(minuteMs + i * 3_000))]);
    const period = { fromMs: NOON_MS - 3_600_000, toMs: NOON_MS, nowMs: NOON_MS };
    expect((await readAll(store, period, "endpoint")).merged.count).toBe(160);
    await compact(store, NOON_MS);
    expect((await readAll(store, period, "endpoint")).merged.count).toBe(160);
    expect((await readAll(store, period, "service")).merged.count).toBe(160);
    const [rows] = await store.sql`SELECT count(*)::int AS n FROM rollups WHERE step = 10 AND kind = 'endpoint'`;
    expect(rows?.n).toBe(6);
    expect(await storedRequests(store.sql)).toBe(160);
  });

  test("by two servers at once writes every window once", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    for (let minute = 1; minute <= 50; minute++) {
      const atMs = NOON_MS - minute * 60_000;
      await commitBatches(store, [makeBatch(NOON_MS, { rollups: [makeRollup({ atMs, durations: [1] })] })], NOON_MS);
    }
    await Promise.all([compact(store, NOON_MS), compact(store, NOON_MS), compact(store, NOON_MS)]);
    await compact(store, NOON_MS);

    const [minutes] = await store.sql`SELECT count(*)::int AS rows FROM rollups WHERE step = 60 AND kind = 'endpoint'`;
    expect(minutes).toEqual({ rows: 50 });
    const { merged } = await readAll(store, { fromMs: NOON_MS - 3_600_000, toMs: NOON_MS, nowMs: NOON_MS }, "endpoint");
    expect(merged.count).toBe(50);
  });
});
