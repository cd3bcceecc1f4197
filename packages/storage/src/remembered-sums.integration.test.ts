import { createDatabase, makeBatch, makeRollup } from "@vigie/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commitBatches } from "./commit-batches.ts";
import { compact } from "./compact.ts";
import { findEndpoints } from "./endpoints.ts";
import type { MergedRollup } from "./merge-rollups.ts";
import { ensurePartitions } from "./partitions.ts";
import { alignPeriod, readRollupPeriods, readRollups } from "./read-rollups.ts";
import { createRememberedSums } from "./remembered-sums.ts";
import { findServices } from "./services.ts";
import { openStore, type Store } from "./store.ts";

const START_MS = Date.parse("2026-03-04T22:58:43.000Z");
const HOUR_MS = 3_600_000;

async function openTestStore() {
  const database = await createDatabase();
  const store = await openStore({ url: database.url });
  await ensurePartitions(store.sql, START_MS, START_MS - 48 * HOUR_MS);
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Without anything that was remembered. */
function forgetful(store: Store): Store {
  return { ...store, rememberedSums: createRememberedSums() };
}

/** All that can be read off a rollup, the order of its rows aside. */
function factsOf(sums: ReadonlyMap<number, MergedRollup>) {
  return [...sums]
    .map(([id, { count, status2xx, status5xx, minMs, maxMs, lastSeconds, sumMs, statuses, histogram }]) => ({
      ...{ id, count, status2xx, status5xx, minMs, maxMs, lastSeconds },
      // Sums of floats depend on their order.
      sumMs: Math.round(sumMs),
      statuses: [...(statuses ?? [])].sort(([a], [b]) => a - b),
      buckets: histogram.buckets(),
    }))
    .sort((a, b) => a.id - b.id);
}

/** A server that lives on by some seconds, with a batch or without, and compacts now and then. */
const lives = fc.array(
  fc.record({
    thenSeconds: fc.constantFrom(0, 1, 3, 8, 20, 61, 700),
    agoSeconds: fc.constantFrom(0, 0, 2, 15, 70, 900),
    durations: fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 5 }),
    route: fc.constantFrom("/a", "/b", "/c"),
    instance: fc.constantFrom("one", "two"),
    status: fc.constantFrom(200, 404, 500),
    compacts: fc.boolean(),
  }),
  { minLength: 4, maxLength: 25 },
);

describe("what is remembered of a question", () => {
  test("answers as if nothing were, whatever was appended or rewritten since", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(lives, async (list) => {
        const service = `shop-${++runs}`;
        let nowMs = START_MS;
        for (const { thenSeconds, agoSeconds, compacts, ...what } of list) {
          nowMs += thenSeconds * 1_000;
          const batch = makeBatch(nowMs, { rollups: [makeRollup({ ...what, atMs: nowMs - agoSeconds * 1_000 })] });
          batch.resource = { ...batch.resource, service, instance: what.instance };
          await commitBatches(store, [batch], nowMs);
          if (compacts) await compact(store, nowMs);

          const [known] = await findServices(store, service);
          const ids = [...(await findEndpoints(store, [known?.id ?? 0])).keys()];
          const period = alignPeriod({ fromMs: nowMs - HOUR_MS, toMs: nowMs, nowMs });
          const before = alignPeriod({ fromMs: nowMs - 3 * HOUR_MS, toMs: period.fromSeconds * 1000, nowMs });
          // One whose beginning stays, so that it grows.
          const since = alignPeriod({ fromMs: START_MS - HOUR_MS, toMs: nowMs, nowMs });
          for (const periods of [[period, before], [since]]) {
            const of = { kind: "endpoint", ids, periods } as const;
            const answer = await readRollupPeriods(store, of);
            expect(answer.map(factsOf)).toEqual((await readRollupPeriods(forgetful(store), of)).map(factsOf));
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  test("is never changed in the hands of those who were given it", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    const append = (durations: number[]) =>
      commitBatches(store, [makeBatch(START_MS, { rollups: [makeRollup({ atMs: START_MS, durations })] })], START_MS);
    await append([1, 2]);
    const [service] = await findServices(store, undefined);
    const ids = [...(await findEndpoints(store, [service?.id ?? 0])).keys()];
    const period = alignPeriod({ fromMs: START_MS - HOUR_MS, toMs: START_MS, nowMs: START_MS });
    const of = { kind: "endpoint", ids, period } as const;
    const first = await readRollups(store, of);
    const facts = factsOf(first);
    await append([3]);
    expect((await readRollups(store, of)).get(ids[0] as number)?.count).toBe(3);
    expect(factsOf(first)).toEqual(facts);
    expect(await readRollups(store, of)).toBe(await readRollups(store, of));
  });

  test("counts each request once while compaction rewrites what is being read", async () => {
    await using fixture = await openTestStore();
    const { store } = fixture;
    let nowMs = START_MS;
    let appended = 0;
    const append = () =>
      commitBatches(store, [makeBatch(nowMs, { rollups: [makeRollup({ atMs: nowMs, durations: [1, 2] })] })], nowMs);
    await append();
    appended += 2;
    const [service] = await findServices(store, undefined);
    const ids = [...(await findEndpoints(store, [service?.id ?? 0])).keys()];
    for (let round = 0; round < 60; round++) {
      nowMs += 1_000 * (round % 7);
      const period = alignPeriod({ fromMs: START_MS - HOUR_MS, toMs: nowMs + 1, nowMs });
      const before = appended;
      const [, , ...answers] = await Promise.all([
        append(),
        compact(store, nowMs),
        ...Array.from({ length: 4 }, () => readRollups(store, { kind: "endpoint", ids, period })),
      ]);
      appended += 2;
      for (const answer of answers) expect([before, appended]).toContain(answer.get(ids[0] as number)?.count);
    }
  });

  test("refuses periods that overlap", async () => {
    await using fixture = await openTestStore();
    const periods = [
      { fromSeconds: 0, toSeconds: 60 },
      { fromSeconds: 50, toSeconds: 70 },
    ];
    await expect(readRollupPeriods(fixture.store, { kind: "endpoint", ids: [1], periods })).rejects.toThrow(RangeError);
  });
});
