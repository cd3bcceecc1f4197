import { createServer, connect as openSocket, type Socket } from "node:net";
import { hostname } from "node:os";
import {
  createDatabase,
  freePort,
  REDIS_MISSING,
  startPostgres,
  startRedis,
  type TestDatabase,
  until,
} from "@vigie/testing";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { redisCollector } from "../collectors/redis.ts";
import { type HealthWatch, startHealth } from "./health.ts";
import { openProbes, type ProbesOptions } from "./probes.ts";
import { healthRoutes } from "./routes.ts";

type Watched = HealthWatch & AsyncDisposable;

/** Health of a server with this store; what is not said is not there, or fine. */
function watch(
  options: Pick<ProbesOptions, "databaseUrl"> & Partial<ProbesOptions>,
  { ingestStopped, unreachable = () => [] }: { ingestStopped?: () => boolean; unreachable?: () => string[] } = {},
): Watched {
  const probes = openProbes({ pingRedis: null, folder: ".", ...options });
  const health = startHealth({ probes, unreachable, ...(ingestStopped && { ingestStopped }) });
  return { ...health, [Symbol.asyncDispose]: () => health.stop() };
}

/** A line to a server that can be made slow, or silent, as networks are. */
async function startLine(url: string) {
  const target = new URL(url);
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = openSocket(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    near.pipe(far);
    far.on("data", (data) => {
      if (delayMs < Number.POSITIVE_INFINITY) setTimeout(() => near.write(data), delayMs);
    });
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const line = new URL(url);
  line.port = String((server.address() as { port: number }).port);
  return {
    url: line.href,
    connections: () => sockets.size / 2,
    become(ms: number) {
      delayMs = ms;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

test("a store that answers: figures of this moment, each with its threshold and since when", async () => {
  await using database = await createDatabase();
  await using health = watch({ databaseUrl: database.url });
  const { status, checkedAt, checks } = await health.current();
  expect(status).not.toBe("critical");
  expect(Math.abs(Date.now() - Date.parse(checkedAt))).toBeLessThan(10_000);
  expect(checks.postgres).toMatchObject({ latencyMs: expect.any(Number), since: checkedAt });
  expect(checks.postgres.latencyMs).toBeGreaterThan(0);
  expect(checks.redis).toMatchObject({ state: "unknown", latencyMs: null });
  expect(checks.disk.freeRatio).toBeGreaterThan(0);
  expect(checks.memory.usedRatio).toBeGreaterThan(0);
  for (const { meaning } of Object.values(checks)) expect(meaning).not.toBe("");
});

test("asked ever so often, it measures at most once a second, and not while it still does", async () => {
  await using database = await createDatabase();
  let measured = 0;
  await using health = watch({
    databaseUrl: database.url,
    pingRedis: async () => {
      measured++;
      return 100;
    },
  });
  const startedMs = performance.now();
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => health.current()));
  for (let i = 0; i < 100; i++) answers.push(await health.current());
  expect(measured).toBeLessThanOrEqual(1 + Math.floor((performance.now() - startedMs) / 1_000));
  expect(new Set(answers.map(({ checkedAt }) => checkedAt)).size).toBeLessThanOrEqual(measured);
});

test.concurrent("slow: degraded, with how slow; then silent: critical, and told soon; then well again", async () => {
  await using database = await createDatabase();
  await using line = await startLine(database.url);
  await using health = watch({ databaseUrl: line.url });
  const first = (await health.current()).checks.postgres;

  line.become(40);
  await until(async () => ((await health.current()).checks.postgres.latencyMs ?? 0) >= 40, "slow is seen", 20_000);
  const slow = await health.current();
  expect(slow).toMatchObject({ status: "degraded", checks: { postgres: { state: "degraded" } } });
  expect(Date.parse(slow.checks.postgres.since)).toBeGreaterThanOrEqual(Date.parse(first.since));

  line.become(Number.POSITIVE_INFINITY);
  let longestMs = 0;
  const status = async () => {
    const askedMs = performance.now();
    const answer = await health.current();
    longestMs = Math.max(longestMs, performance.now() - askedMs);
    return answer.status;
  };
  await until(async () => (await status()) === "critical", "silence is told", 20_000);
  // Two seconds on a machine that is not busy.
  expect(longestMs).toBeLessThan(5_000);
  const { since, latencyMs } = (await health.current()).checks.postgres;
  expect(latencyMs).toBeNull();
  await new Promise((done) => setTimeout(done, 1_200));
  expect((await health.current()).checks.postgres.since, "the same state goes on").toBe(since);

  line.become(0);
  await until(async () => (await health.current()).status !== "critical", "it is back", 20_000);
  await until(() => line.connections() === 1, "what hung is let go");
});

test.concurrent("Postgres stopped: critical at once; started: not any more", async () => {
  await using cluster = await startPostgres();
  await using health = watch({ databaseUrl: cluster.url });
  expect((await health.current()).status).not.toBe("critical");
  await cluster.down();
  await until(async () => (await health.current()).status === "critical", "it is missed", 10_000);
  await cluster.up();
  await until(async () => (await health.current()).status !== "critical", "it is seen again", 10_000);
});

test.concurrent("a disk so full that nothing is taken in any more is critical", async () => {
  await using database = await createDatabase();
  await using health = watch({ databaseUrl: database.url }, { ingestStopped: () => true });
  expect(await health.current()).toMatchObject({ status: "critical", checks: { disk: { state: "critical" } } });
});

test.concurrent("the disk of Postgres counts, where it can be seen; else that of the folder", async () => {
  await using database = await createDatabase();
  await using seen = watch({ databaseUrl: database.url, dataDisk: () => ({ freeBytes: 7e9, totalBytes: 100e9 }) });
  expect((await seen.current()).checks.disk).toMatchObject({ state: "degraded", freeRatio: 0.07 });
  await using away = watch({ databaseUrl: database.url, dataDisk: () => null });
  expect((await away.current()).checks.disk.freeRatio).toBeGreaterThan(0);
});

test.concurrent("a watched part without figures degrades the whole", async () => {
  await using database = await createDatabase();
  await using health = watch({ databaseUrl: database.url }, { unreachable: () => ["postgres"] });
  expect(await health.current()).toMatchObject({ status: "degraded", unreachable: ["postgres"] });
});

test.skipIf(REDIS_MISSING).concurrent("Redis: answers; is lost, which only degrades; answers again", async () => {
  await using database = await createDatabase();
  const port = await freePort();
  let redis = await startRedis([], port);
  const collector = redisCollector(redis.url);
  await using health = watch({ databaseUrl: database.url, pingRedis: collector.ping });
  // As at the start of a server: the collector asks while health does.
  await Promise.all([health.current(), collector.sample(0)]);
  expect((await health.current()).checks.redis.latencyMs).toBeGreaterThan(0);
  await redis.stop();
  await until(async () => (await health.current()).checks.redis.latencyMs === null, "it is missed", 10_000);
  expect(await health.current()).toMatchObject({ status: "degraded", checks: { redis: { state: "degraded" } } });
  redis = await startRedis([], port);
  await until(async () => (await health.current()).checks.redis.latencyMs !== null, "it is seen again", 15_000);
  await collector.close();
  await redis.stop();
});

test.skipIf(REDIS_MISSING)("pings of health are none of Redis' own traffic", async () => {
  await using redis = await startRedis();
  const collector = redisCollector(redis.url);
  await collector.sample(0);
  for (let i = 0; i < 50; i++) await collector.ping();
  const { values } = await collector.sample(10_000);
  expect(values.commands).toBe(0);
  await collector.close();
});

describe("nothing secret is told", () => {
  test("with everything failing: no host, port, name, user, path or text of a driver", async () => {
    await using cluster = await createDatabase();
    const { port: postgresPort } = new URL(cluster.url);
    const [awayPort, redisPort] = [await freePort(), await freePort()];
    const folder = "/nowhere/vigie-data";
    const collector = redisCollector(`redis://redisuser:redispass@127.0.0.1:${redisPort}/3`);
    for (const databaseUrl of [
      `postgres://dbuser:dbpass@127.0.0.1:${awayPort}/dbname`,
      // There, but not for these: Postgres answers with the name of the user, or of the database.
      `postgres://dbuser:dbpass@127.0.0.1:${postgresPort}/dbname`,
      cluster.url.replace(/[^/]+$/, "dbname"),
      "postgres://dbuser:dbpass@dbhost.invalid/dbname",
    ]) {
      await using health = watch(
        { databaseUrl, folder, pingRedis: collector.ping },
        { ingestStopped: () => true, unreachable: () => ["redis", "postgres", "system"] },
      );
      const answer = await health.current();
      expect(Object.values(answer.checks).map(({ state }) => state)).toEqual([
        "critical",
        "degraded",
        "critical",
        expect.any(String),
      ]);
      const text = JSON.stringify(answer).toLowerCase();
      const { username, password, pathname } = new URL(cluster.url);
      for (const secret of [
        ...["dbuser", "dbpass", "dbhost", "dbname", "redisuser", "redispass", "invalid", "127.0.0.1", "localhost"],
        ...[username, password, pathname.slice(1), postgresPort, awayPort, redisPort].map((part) => `${part}`),
        ...[folder, process.cwd(), process.version],
        // One that is a word of the sentences by chance says nothing.
        ...[hostname()].filter((name) => name.length > 8),
        ...[
          "econn",
          "enotfound",
          "eai_again",
          "enoent",
          "password",
          "role",
          "fatal",
          "postgresql",
          "error",
          "://",
          "node_modules",
        ],
      ]) {
        // The user is called like the product, which the sentences name.
        if (secret === "vigie") continue;
        expect(text, `of ${databaseUrl}`).not.toContain(secret.toLowerCase());
      }
    }
    await collector.close();
  });
});

describe("the route", () => {
  const HTML = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
  const app = Fastify();
  let database: TestDatabase;
  let health: HealthWatch;
  let stopped = false;

  beforeAll(async () => {
    database = await createDatabase();
    const probes = openProbes({ databaseUrl: database.url, pingRedis: null, folder: "." });
    health = startHealth({ probes, unreachable: () => [], ingestStopped: () => stopped });
    await app.register(healthRoutes, {
      health: health.current,
      sendPage: (reply) => reply.type("text/html").send("<title>page</title>"),
    });
  });
  afterAll(async () => {
    await app.close();
    await health?.stop();
    await database?.[Symbol.asyncDispose]();
  });

  const ask = (headers: { accept?: string } = {}, url = "/health") => app.inject({ url, headers });

  test("JSON to monitors, the page to browsers, and each is told to caches", async () => {
    for (const headers of [{}, { accept: "*/*" }, { accept: "application/json" }]) {
      const answer = await ask(headers);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({ uptimeSeconds: expect.any(Number), unreachable: [] });
      expect(answer.headers).toMatchObject({ vary: "accept", "cache-control": "no-store" });
    }
    const page = await ask(HTML);
    expect(page.body).toContain("<title>page</title>");
    expect(page.headers.vary).toBe("accept");
    expect((await ask(HTML, "/health?format=json")).json()).toMatchObject({ uptimeSeconds: expect.any(Number) });
    expect((await app.inject({ method: "HEAD", url: "/health" })).statusCode).toBe(200);
  });

  test("503 when critical, but the page itself comes", async () => {
    stopped = true;
    await until(async () => (await ask()).statusCode === 503, "it says so", 10_000);
    expect((await ask()).json().status).toBe("critical");
    expect((await ask(HTML)).statusCode).toBe(200);
    stopped = false;
  });
});
