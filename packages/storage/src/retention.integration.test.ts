import { createDatabase, makeBatch } from "@vigie/testing";
import { expect, test } from "vitest";
import { commitBatches, recordSamples } from "./commit-batches.ts";
import { keepPartitions } from "./keep-partitions.ts";
import { ensurePartitions } from "./partitions.ts";
import { keptFromSeconds } from "./read-rollups.ts";
import { DEFAULT_RETENTION_DAYS, oldestKeptMs, readRetention, writeRetention } from "./retention.ts";
import { openStore, type Store } from "./store.ts";
import { readStoredSizes, readWhatExpires, STORED_KINDS } from "./table-sizes.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

async function openTestStore() {
  const database = await createDatabase();
  const store = await openStore({ url: database.url });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Some lines an hour for so many days, the newest now; each of some 500 bytes. */
async function logEachHour(store: Store, { days, nowMs }: { days: number; nowMs: number }) {
  await ensurePartitions(store.sql, nowMs, nowMs - days * DAY_MS);
  await store.sql`
    INSERT INTO logs (time, id, level, service_id, instance_id, message, attributes, words)
    SELECT to_timestamp(${nowMs / 1000}::float8) - make_interval(secs => 3600 * hour), hour * 100 + line, 9, 1, 1,
      repeat(md5((hour * 100 + line)::text), 15), '{}', '{}'
    FROM generate_series(0, ${days * 24 - 1}) AS hour, generate_series(1, 40) AS line`;
}

const logsBefore = async ({ sql }: Store, ms: number) => {
  const [row] = await sql<{ n: number }[]>`
    SELECT count(*)::int AS n FROM logs WHERE time < to_timestamp(${ms / 1000}::float8)`;
  return row?.n;
};

test("how long data is kept is set once for all servers, and two people do not undo each other", async () => {
  await using fixture = await openTestStore();
  const { sql } = fixture.store;
  const nowMs = Date.now();
  expect(await readRetention(sql)).toEqual({ days: DEFAULT_RETENTION_DAYS, goneBeforeMs: {}, version: 0 });
  const days = { ...DEFAULT_RETENTION_DAYS, logs: 3 };
  const tries = await Promise.all([1, 2, 3].map(() => writeRetention(sql, { days, version: 0, nowMs })));
  expect(tries.filter((written) => written !== null)).toEqual([{ days, goneBeforeMs: {}, version: 1 }]);
  expect(await readRetention(sql)).toMatchObject({ days, version: 1 });

  // What no version of Vigie would write counts for nothing.
  await sql`UPDATE settings SET value = '{"days": {"logs": 0, "requests": "x", "metrics": 401, "errors": 12}, "version": -1}'`;
  expect(await readRetention(sql)).toMatchObject({ days: { ...DEFAULT_RETENTION_DAYS, errors: 12 }, version: 0 });
  await sql`UPDATE settings SET value = '[null]'`;
  expect((await readRetention(sql)).days).toEqual(DEFAULT_RETENTION_DAYS);
});

test("what is to be kept for longer is known from where it was kept before, not from where it is gone", async () => {
  await using fixture = await openTestStore();
  const { store } = fixture;
  const nowMs = Date.now();
  const days = { ...DEFAULT_RETENTION_DAYS, logs: 20, requests: 2 };
  const written = await writeRetention(store.sql, { days, version: 0, nowMs });
  await store.retention.refresh();
  expect(store.retention.current).toEqual(written);
  expect(oldestKeptMs(store.retention.current, "logs", nowMs)).toBe(nowMs - 7 * DAY_MS);
  expect(oldestKeptMs(store.retention.current, "logs", nowMs + 10 * DAY_MS)).toBe(nowMs - 7 * DAY_MS);
  expect(oldestKeptMs(store.retention.current, "logs", nowMs + 20 * DAY_MS)).toBe(nowMs);
  expect(oldestKeptMs(store.retention.current, "requests", nowMs)).toBe(nowMs - 2 * DAY_MS);
  expect(keptFromSeconds(store, nowMs, "requests")).toBe(Math.floor(nowMs / DAY_MS - 2) * 86_400);
});

test("the leader drops what a shorter retention no longer keeps, but not where something may still arrive", async () => {
  await using fixture = await openTestStore();
  const { store } = fixture;
  const nowMs = Date.now();
  await logEachHour(store, { days: 5, nowMs });
  await keepPartitions(store, nowMs);
  expect(await logsBefore(store, nowMs - 4 * DAY_MS)).toBeGreaterThan(0);

  const days = { ...DEFAULT_RETENTION_DAYS, logs: 1, metrics: 1 };
  const expiring = await readWhatExpires(store.sql, { days, nowMs });
  expect(expiring.map(({ kind }) => kind)).toEqual(["logs"]);
  const sizeOf = async (kind: string) =>
    (await readStoredSizes(store.sql, { days, nowMs })).find((size) => size.kind === kind)?.bytes ?? 0;
  const before = await sizeOf("logs");
  await writeRetention(store.sql, { days, version: 0, nowMs });
  expect(await keepPartitions(store, nowMs)).toBe(true);
  expect(await logsBefore(store, nowMs - 25 * HOUR_MS - 6 * HOUR_MS)).toBe(0);
  expect(await logsBefore(store, nowMs - 22 * HOUR_MS)).toBeGreaterThan(0);
  expect(expiring[0]?.oldestMs).toBeLessThan(nowMs - 4 * DAY_MS);
  expect((expiring[0]?.bytes ?? 0) / (before - (await sizeOf("logs")))).toBeCloseTo(1, 1);
  // A sample may be a day old.
  await recordSamples(store, [
    { time: nowMs - DAY_MS, type: "custom", name: "late", value: 1, labels: {}, instanceId: null },
  ]);
  const late = makeBatch(nowMs, {
    logs: [{ time: nowMs - DAY_MS, level: "info", message: "late", cut: 0, attributes: {}, errors: [] }],
  });
  await commitBatches(store, [late], nowMs);
});

test("alerts, anomalies and entries of the audit log are deleted in their time, some at once; what is open stays", async () => {
  await using fixture = await openTestStore();
  const { store } = fixture;
  const { sql } = store;
  const nowMs = Date.now();
  await sql`
    INSERT INTO alerts (rule_id, subject, rule, labels, severity, since, opened_at, value, worst_value, last_value, last_at, resolved_at)
    SELECT 1, 'n=' || n, '{}', '{}', 'info', at, at, 1, 1, 1, at, CASE WHEN n > 1 THEN at + interval '1 hour' END
    FROM generate_series(1, 1500) AS n, LATERAL (SELECT now() - interval '1 day' * CASE WHEN n > 1490 THEN 3 ELSE 500 END AS at) AS ages`;
  await sql`INSERT INTO alert_events (alert_id, time, kind) SELECT id, opened_at, 'opened' FROM alerts`;
  await sql`INSERT INTO notifications (alert_id, channel_id, kind, created_at, due_at) SELECT id, 1, 'opened', opened_at, opened_at FROM alerts`;
  await sql`
    INSERT INTO anomalies (series, figure, onset, raised_at, ended_at, expected, low, high, seen, worst)
    SELECT 's' || n, 'api.p95Ms', at, at, CASE WHEN n > 1 THEN at END, 1, 1, 1, 1, 1
    FROM generate_series(1, 20) AS n, LATERAL (SELECT now() - interval '1 day' * CASE WHEN n > 10 THEN 3 ELSE 500 END AS at) AS ages`;
  await sql`
    INSERT INTO audit (time, actor_kind, actor, address, action, subject)
    SELECT now() - interval '1 day' * (n * 100 + 1), 'nobody', '', '', 'sign-in.refused', '' FROM generate_series(0, 9) AS n`;
  const count = async () => {
    const [row] = await sql<Record<string, number>[]>`
      SELECT (SELECT count(*) FROM alerts)::int AS alerts, (SELECT count(*) FROM alert_events)::int AS events,
        (SELECT count(*) FROM notifications)::int AS told, (SELECT count(*) FROM anomalies)::int AS anomalies,
        (SELECT count(*) FROM audit)::int AS audit`;
    return row;
  };
  await keepPartitions(store, nowMs);
  expect(await count()).toEqual({ alerts: 500, events: 500, told: 500, anomalies: 11, audit: 4 });
  await keepPartitions(store, nowMs);
  expect(await count()).toMatchObject({ alerts: 11, events: 11, told: 11 });
  const [old] = await sql`SELECT resolved_at FROM alerts WHERE subject = 'n=1'`;
  expect(old).toEqual({ resolved_at: null });
});

test("sizes are those of all partitions with their indexes, and growth is that of whole days", async () => {
  await using fixture = await openTestStore();
  const { store } = fixture;
  const { sql } = store;
  // At noon, so that the first day and the last are halves of one.
  const nowMs = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
  const days = DEFAULT_RETENTION_DAYS;
  const empty = await readStoredSizes(sql, { days, nowMs });
  expect(empty.map(({ kind }) => kind)).toEqual(STORED_KINDS);
  for (const size of empty)
    expect(size).toMatchObject({ oldestMs: null, growthBytesPerDay: null, levelsOffAtBytes: null });

  await logEachHour(store, { days: 4, nowMs });
  const sizes = await readStoredSizes(sql, { days, nowMs });
  const [all] = await sql<{ bytes: number }[]>`
    SELECT sum(pg_total_relation_size(oid))::float8 AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(all?.bytes);
  const logs = sizes.find(({ kind }) => kind === "logs");
  expect(logs?.oldestMs).toBe(nowMs - (4 * 24 - 1) * HOUR_MS);
  const [part] = await sql<{ bytes: number }[]>`
    SELECT sum(pg_total_relation_size(oid))::float8 / 2 AS bytes FROM pg_class WHERE relispartition AND relkind = 'r'
      AND (${[3, 2].map((ago) => `logs_${new Date(nowMs - ago * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "")}`)}::text[])
        @> ARRAY[left(relname, 13)::text]`;
  expect((logs?.growthBytesPerDay ?? 0) / (part?.bytes ?? 0)).toBeCloseTo(1, 1);
  // Seven days, and the six hours that go as a whole.
  expect((logs?.levelsOffAtBytes ?? 0) / (logs?.growthBytesPerDay ?? 1)).toBeCloseTo(7.25, 5);

  // Half an hour of samples is no day.
  await recordSamples(
    store,
    [nowMs, nowMs - HOUR_MS / 2].map((time) => ({
      time,
      type: "custom",
      name: "x",
      value: 1,
      labels: {},
      instanceId: null,
    })),
  );
  const metrics = (await readStoredSizes(sql, { days, nowMs })).find(({ kind }) => kind === "metrics");
  expect(metrics).toMatchObject({ oldestMs: nowMs - HOUR_MS / 2, growthBytesPerDay: null, levelsOffAtBytes: null });
});
