import { appRouter } from "@vigie/api";
import { createLeadership, openStore, type Store } from "@vigie/storage";
import {
  createDatabase,
  freePort,
  REDIS_MISSING,
  startPostgres,
  startRedis,
  type TestDatabase,
  type TestPostgres,
  until,
} from "@vigie/testing";
import { makeApiContext } from "@vigie/testing/api";
import { Redis } from "ioredis";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Collector } from "./collector.ts";
import { postgresCollector } from "./postgres.ts";
import { redisCollector } from "./redis.ts";
import { startCollectors } from "./run.ts";
import { systemCollector } from "./system.ts";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createDatabase();
  store = await openStore({ url: database.url, connections: 3 });
});

afterAll(async () => {
  await store?.close();
  await database?.[Symbol.asyncDispose]();
});

/** Collectors as the server runs them, ten times a second, and what `summary` says of them. */
function run(collectors: Collector[]) {
  const lines: string[] = [];
  const running = startCollectors({
    collectors,
    store,
    leadership: createLeadership(database.url),
    now: Date.now,
    report: (line) => void lines.push(line),
    everyMs: 100,
  });
  const caller = appRouter.createCaller(makeApiContext(store, { collectorProblem: running.problem }));
  return {
    lines,
    running,
    summary: () => caller.summary({ period: "1h" }),
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

test("no REDIS_URL: not configured, and what to do", async () => {
  await using watch = run([redisCollector(undefined)]);
  expect((await watch.summary()).redis).toMatchObject({
    available: false,
    code: "NOT_CONFIGURED",
    remedy: expect.stringContaining("REDIS_URL"),
  });
  expect(watch.running.unreachable()).toEqual([]);
});

describe.skipIf(REDIS_MISSING)("redis", () => {
  test("hits and misses of the window, not since the server's start; no limit is no limit", async () => {
    await using server = await startRedis();
    const client = new Redis(server.url);
    await client.set("a", "1");
    for (let i = 0; i < 50; i++) await client.get("missing");
    const collector = redisCollector(server.url);
    const first = await collector.sample(0);
    expect(first.values).not.toHaveProperty("keyspace.hits");
    expect(first.values).not.toHaveProperty("memory.max");
    expect(first.values).toMatchObject({
      keys: 1,
      clients: 1,
      "clients.blocked": 0,
      "memory.used": expect.any(Number),
      ping_ms: expect.any(Number),
    });
    for (let i = 0; i < 9; i++) await client.get("a");
    await client.get("missing");
    const second = await collector.sample(10_000);
    // Nine hits, one miss, and none of what the collector asks itself.
    expect(second.values).toMatchObject({ "keyspace.hits": 9, "keyspace.misses": 1, commands: 10, window_seconds: 10 });
    await collector.close();
    client.disconnect();
  });

  test("with a limit: the limit, and what was evicted for it", async () => {
    await using server = await startRedis(["--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru"]);
    const client = new Redis(server.url);
    const collector = redisCollector(server.url);
    expect((await collector.sample(0)).values["memory.max"]).toBe(3 * 1_048_576);
    for (let i = 0; i < 300; i++) await client.set(`key${i}`, "x".repeat(20_000));
    const { values } = await collector.sample(10_000);
    expect(values["keys.evicted"]).toBeGreaterThan(50);
    expect(values["keys.evicted"]).toBe(300 - (values.keys ?? 0));
    await collector.close();
    client.disconnect();
  });

  test("away: summary says that it is unreachable and why; back: figures again, and none for the gap", async () => {
    const port = await freePort();
    let server = await startRedis([], port);
    await using watch = run([redisCollector(server.url)]);
    await until(async () => (await watch.summary()).redis.available, "figures of Redis");
    await server.stop();
    await until(() => watch.running.problem("redis"), "it is missed");
    const { redis } = await watch.summary();
    const problem = {
      code: "UNREACHABLE",
      reason: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port}`)),
      remedy: expect.stringContaining("REDIS_URL"),
    };
    expect(redis.available ? redis.problem : redis).toMatchObject(problem);
    await until(() => /ECONNREFUSED/.test(watch.running.problem("redis")?.reason ?? ""), "the reason is told");
    expect(watch.running.unreachable()).toEqual(["redis"]);
    server = await startRedis([], port);
    await until(() => watch.running.problem("redis") === null, "it is seen again", 15_000);
    // Told once each, not with every sample.
    expect(watch.lines.map((line) => /does not answer|answers again/.exec(line)?.[0])).toEqual([
      "does not answer",
      "answers again",
    ]);
    await server.stop();
  });

  test("never there: the reason is the system's, not that of the library's queue", async () => {
    const collector = redisCollector(`redis://user:secret@127.0.0.1:${await freePort()}`);
    for (let i = 0; i < 3; i++) {
      const error = await collector.sample(i).catch((error) => error);
      expect(error.message).toContain("ECONNREFUSED");
      expect(error.message).not.toContain("secret");
    }
    expect(collector.target).not.toContain("secret");
    await collector.close();
  });
});

describe("postgres", () => {
  let cluster: TestPostgres;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster?.stop());

  const connect = (application_name: string, url = cluster.url) =>
    postgres(url, { max: 1, onnotice: () => {}, connection: { application_name } });

  test("connections by state, Vigie's own left out", async () => {
    const collector = postgresCollector({ url: cluster.url, ownDatabase: null });
    const [idle, inTransaction, waiting, slow, own] = ["shop", "shop", "shop", "shop", "vigie"].map((name) =>
      connect(name),
    );
    await own?.unsafe("SELECT 1");
    await idle?.unsafe("CREATE TABLE locked (id int)");
    await inTransaction?.unsafe("BEGIN");
    await inTransaction?.unsafe("LOCK TABLE locked");
    const waits = waiting?.unsafe("SELECT * FROM locked").execute();
    const sleeps = slow?.unsafe("SELECT pg_sleep(1.6)").execute();
    await until(
      async () => ((await collector.sample(0)).values["statements.slow"] ?? 0) >= 1,
      "a statement runs longer than a second",
    );
    const { values } = await collector.sample(0);
    expect(values).toMatchObject({
      connections: 4,
      "connections.active": 2,
      "connections.idle": 1,
      "connections.idle_in_transaction": 1,
      "connections.waiting": 1,
      "connections.vigie": 2,
      "connections.all": 6,
      "connections.max": 100,
    });
    expect(values["transaction.longest_ms"]).toBeGreaterThan(1_000);
    await inTransaction?.unsafe("ROLLBACK");
    await Promise.all([waits, sleeps]);
    await Promise.all([idle, inTransaction, waiting, slow, own].map((sql) => sql?.end()));
    await collector.close();
  });

  test("commits of the window, without those in Vigie's own database", async () => {
    const admin = connect("admin");
    await admin.unsafe("CREATE DATABASE shop");
    const shopUrl = new URL(cluster.url);
    shopUrl.pathname = "/shop";
    const collector = postgresCollector({ url: cluster.url, ownDatabase: "vigie" });
    await collector.sample(0);
    const shop = connect("shop", shopUrl.href);
    for (let i = 0; i < 200; i++) await shop`SELECT 1`;
    for (let i = 0; i < 1_000; i++) await admin`SELECT 1`;
    // Statistics are handed in when a connection ends.
    await Promise.all([shop.end(), admin.end()]);
    const { values } = await collector.sample(10_000);
    expect(values.commits).toBeGreaterThanOrEqual(200);
    expect(values.commits).toBeLessThan(600);
    expect(values["database.size"]).toBeGreaterThan(1_000_000);
    await collector.close();
  });

  // pg_stat_activity shows an ordinary role no backend_type of others: they were all left out.
  test("a role without pg_monitor still sees every connection", async () => {
    const admin = connect("admin");
    await admin.unsafe("CREATE ROLE watcher LOGIN PASSWORD 'watcher'");
    const url = new URL(cluster.url);
    url.username = "watcher";
    url.password = "watcher";
    const collector = postgresCollector({ url: url.href, ownDatabase: null });
    const { values } = await collector.sample(0);
    expect(values).toMatchObject({ connections: 1, "connections.vigie": 1, "connections.all": 2 });
    await collector.close();
    await admin.end();
  });

  test("away: told within seconds, with the reason; back: the next sample has it", async () => {
    const collector = postgresCollector({ url: cluster.url, ownDatabase: null });
    await collector.sample(0);
    await cluster.down();
    for (let i = 0; i < 3; i++) {
      const started = performance.now();
      await expect(collector.sample(i)).rejects.toThrow(/ECONNREFUSED|CONNECTION_CLOSED|terminating/);
      expect(performance.now() - started).toBeLessThan(4_000);
    }
    await cluster.up();
    await until(() => collector.sample(9), "it is sampled again", 5_000);
    expect(collector.target).not.toMatch(/:.*@/);
    await collector.close();
  });
});

test("the machine: figures that can be", async () => {
  const collector = systemCollector();
  await collector.sample(Date.now());
  const { values, labelled } = await collector.sample(Date.now() + 1_000);
  for (const name of ["cpu.utilisation"]) {
    expect(values[name]).toBeGreaterThanOrEqual(0);
    expect(values[name]).toBeLessThanOrEqual(1);
  }
  expect(values["memory.used"]).toBeGreaterThan(0);
  expect(values["memory.used"]).toBeLessThan(values["memory.total"] ?? 0);
  expect(values.cores).toBeGreaterThanOrEqual(1);
  expect(values["network.received"]).toBeGreaterThanOrEqual(0);
  for (const { labels, value } of labelled?.["disk.utilisation"] ?? []) {
    expect(labels.mount).toMatch(/^\//);
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
});

test("a target that hangs is not asked again meanwhile, holds up no other, and does not hold up the end", async () => {
  let asked = 0;
  const hanging: Collector = {
    part: "redis",
    shared: false,
    target: "nowhere",
    remedy: "",
    sample: () => {
      asked++;
      return new Promise(() => {});
    },
    close: () => Promise.resolve(),
  };
  let other = 0;
  const quick: Collector = { ...hanging, part: "system", sample: async () => ({ values: { n: other++ } }) };
  const watch = run([hanging, quick]);
  await until(() => other > 5, "the other goes on");
  expect(asked).toBe(1);
  const started = performance.now();
  await watch.running.stop();
  expect(performance.now() - started).toBeLessThan(3_000);
});

test("of two servers one samples what both would see; the other says nothing of it", async () => {
  const unreachable = () => redisCollector(`redis://127.0.0.1:1`);
  const first = run([unreachable()]);
  await until(() => first.running.problem("redis"), "the first looks");
  const second = run([unreachable()]);
  await new Promise((done) => setTimeout(done, 500));
  expect(second.running.unreachable()).toEqual([]);
  await first.running.stop();
  await until(() => second.running.problem("redis"), "the second takes over");
  await second.running.stop();
});
