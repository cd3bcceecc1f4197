import { createDatabase, makeBatch, makeRollup, storedRequests } from "@vigie/testing";
import { expect, test } from "vitest";
import { commitBatches } from "./commit-batches.ts";
import { compact } from "./compact.ts";
import { dropExpiredPartitions, ensurePartitions } from "./partitions.ts";
import { openStore } from "./store.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

async function openTestStore() {
  const database = await createDatabase();
  const store = await openStore({ url: database.url });
  return {
    store,
    url: database.url,
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

const partitionsOf = async (store: Awaited<ReturnType<typeof openStore>>, prefix: string) => {
  const rows = await store.sql<
    { name: string }[]
  >`SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE ${`${prefix}%`} ORDER BY 1`;
  return rows.map((row) => row.name);
};

test("partitions are there for the hours behind and the days ahead, and are made once", async () => {
  await using fixture = await openTestStore();
  const nowMs = Date.now();
  expect(await ensurePartitions(fixture.store.sql, nowMs)).toBe(0);
  // Half a day later, without anybody having made more, a batch still finds its place.
  const laterMs = nowMs + DAY_MS / 2;
  const batch = makeBatch(laterMs, {
    rollups: [makeRollup({ atMs: laterMs, durations: [1] })],
    metrics: [{ time: laterMs, type: "custom", name: "x", value: 1, labels: {} }],
  });
  expect(await commitBatches(fixture.store, [batch], laterMs)).toMatchObject([{ duplicate: false }]);
});

test("retention drops whole partitions, each step at its own age, and nothing that is still to be compacted", async () => {
  await using fixture = await openTestStore();
  const { store } = fixture;
  const nowMs = Date.now();
  await ensurePartitions(store.sql, nowMs, nowMs - 3 * DAY_MS);
  expect((await partitionsOf(store, "rollups_10_")).length).toBeGreaterThan(24 * 3);
  const oldMs = nowMs - 20 * HOUR_MS;
  await commitBatches(store, [makeBatch(oldMs, { rollups: [makeRollup({ atMs: oldMs, durations: [7, 8] })] })], oldMs);

  await dropExpiredPartitions(store.sql, nowMs);
  const held = await partitionsOf(store, "rollups_10_");
  expect(await storedRequests(store.sql)).toBe(2);

  await compact(store, nowMs);
  await dropExpiredPartitions(store.sql, nowMs);
  const kept = await partitionsOf(store, "rollups_10_");
  expect(held.length).toBeGreaterThan(kept.length);
  // Two hours back, the hour that is open, and a day ahead.
  expect(kept.length).toBeGreaterThanOrEqual(26);
  expect(kept.length).toBeLessThanOrEqual(28);
  expect(await storedRequests(store.sql, undefined, 60)).toBe(2);

  // A week on, examples and ids of batches are gone; months on, so is the rest.
  await dropExpiredPartitions(store.sql, nowMs + 11 * DAY_MS);
  expect(await partitionsOf(store, "requests_")).toHaveLength(0);
  expect(await partitionsOf(store, "batches_")).toHaveLength(0);
  expect(await partitionsOf(store, "metrics_")).not.toHaveLength(0);
  await store.sql`DELETE FROM stale_windows`;
  await dropExpiredPartitions(store.sql, nowMs + 120 * DAY_MS);
  expect(await partitionsOf(store, "metrics_")).toHaveLength(0);
  expect(await partitionsOf(store, "rollups_")).toHaveLength(0);
});

test("two servers that start together on an empty database both find it ready", async () => {
  await using database = await createDatabase({ isEmpty: true });
  const stores = await Promise.all([1, 2, 3].map(() => openStore({ url: database.url })));
  const counts = await Promise.all(stores.map((store) => store.sql`SELECT count(*)::int AS n FROM rollups`));
  expect(counts.map(([row]) => row?.n)).toEqual([0, 0, 0]);
  await Promise.all(stores.map((store) => store.close()));
});
