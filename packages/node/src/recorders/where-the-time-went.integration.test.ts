import { createServer, type Server } from "node:http";
import { type Batch, type BatchRollup, batchSchema } from "@vigie/protocol";
import { createDatabase, REDIS_MISSING, startRedis, type TestDatabase, type TestRedis } from "@vigie/testing";
import { call, listen, pause, stop } from "@vigie/testing/adapters";
import express from "express";
import fastify from "fastify";
import { Redis } from "ioredis";
import pg from "pg";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vigieExpress } from "../adapters/express.ts";
import { vigieFastify } from "../adapters/fastify.ts";
import { createVigie, type Vigie } from "../index.ts";
import { vigieRedis } from "./ioredis.ts";
import { vigiePg } from "./pg.ts";
import { vigiePostgres } from "./postgres.ts";

type Routes = Record<string, () => Promise<unknown>>;

interface App {
  url: string;
  close(): Promise<unknown>;
}

async function startExpress(vigie: Vigie, routes: Routes): Promise<App> {
  const app = express();
  app.use(vigieExpress(vigie));
  for (const [path, work] of Object.entries(routes)) {
    app.get(path, async (_req, res) => {
      res.json(await work());
    });
  }
  const server = createServer(app);
  return { url: await listen(server), close: () => stop(server) };
}

async function startFastify(vigie: Vigie, routes: Routes): Promise<App> {
  const app = fastify({ forceCloseConnections: true });
  app.register(vigieFastify(vigie));
  app.register(async (scope) => {
    for (const [path, work] of Object.entries(routes)) scope.get(path, work);
  });
  return { url: await app.listen({ host: "127.0.0.1", port: 0 }), close: () => app.close() };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe.each([
  ["Express", startExpress],
  ["Fastify", startFastify],
])("%s", (_name, start) => {
  let database: TestDatabase;
  let redisServer: TestRedis | undefined;
  let upstream: Server;
  let vigie: Vigie;
  let app: App;
  let stops: (() => unknown)[];
  const batches: Batch[] = [];

  beforeAll(async () => {
    database = await createDatabase({ isEmpty: true });
    upstream = createServer((_req, res) => setTimeout(() => res.end("{}"), 200));
    const upstreamUrl = await listen(upstream);
    vigie = createVigie({
      service: "time",
      processMetrics: false,
      exemplarsPerSecond: 1_000,
      transport: async (batch) => {
        // What the server reads.
        batches.push(batchSchema.parse(JSON.parse(JSON.stringify(batch))));
        return { id: batch.id, duplicate: false, serverTime: Date.now() };
      },
    });
    const sql = vigiePostgres(vigie, postgres(database.url, { max: 4 }));
    const pool = vigiePg(vigie, new pg.Pool({ connectionString: database.url, max: 4 }));
    // Its end does not wait for that of its connections, which the dropped database may cut.
    pool.on("error", () => {});
    stops = [() => sql.end({ timeout: 1 }), () => pool.end()];
    let redis: Redis | undefined;
    if (!REDIS_MISSING) {
      redisServer = await startRedis();
      redis = vigieRedis(vigie, new Redis(redisServer.url));
      stops.push(() => redis?.disconnect());
    }
    const fetched = async () => (await fetch(upstreamUrl)).json();
    app = await start(vigie, {
      "/plain": async () => ({}),
      "/own": async () => pause(150),
      "/together": async () =>
        Promise.all([sql`select pg_sleep(0.2), 'a secret'`, fetched(), sql`select pg_sleep(0.2), 'b'`]),
      "/in-turn": async () => {
        await sql`select pg_sleep(0.1)`;
        await pool.query("select pg_sleep($1)", [0.1]);
        await redis?.blpop("nothing", 0.1);
        await fetched();
        await pause(50);
        return {};
      },
      "/left-behind": async () => {
        // Cut off when the test ends.
        sql`select pg_sleep(2)`.catch(() => {});
        await pause(100);
        return {};
      },
    });
  });

  afterAll(async () => {
    await app.close();
    await vigie.close();
    for (const end of stops) await end();
    await stop(upstream);
    await redisServer?.stop();
    await database[Symbol.asyncDispose]();
  });

  async function ask(path: string, times = 1): Promise<BatchRollup & { texts: Record<string, number> }> {
    batches.length = 0;
    await Promise.all(Array.from({ length: times }, () => call(app.url + path)));
    const deadline = performance.now() + 10_000;
    const seen = () => sum(batches.flatMap((batch) => batch.rollups).map((rollup) => rollup.count));
    while (seen() < times && performance.now() < deadline) {
      await pause(10);
      await vigie.flush();
    }
    const rollups = batches.flatMap((batch) => batch.rollups);
    const requests = batches.flatMap((batch) => batch.requests);
    expect(seen()).toBe(times);
    for (const { sumMs, waitMs } of rollups) {
      expect(sum(waitMs)).toBeLessThanOrEqual(sumMs);
      expect(Math.min(...waitMs)).toBeGreaterThanOrEqual(0);
    }
    expect(requests).toHaveLength(times);
    for (const { durationMs, waitMs } of requests) expect(sum(waitMs)).toBeLessThanOrEqual(durationMs);
    const kinds = [0, 1, 2, 3];
    const [first] = rollups;
    if (first === undefined) throw new Error("no rollup");
    const texts: Record<string, number> = {};
    for (const batch of batches) {
      const known = new Map(batch.statements.map(({ fingerprint, text }) => [fingerprint, text]));
      for (const { fingerprint, calls } of batch.rollups.flatMap((rollup) => rollup.statements)) {
        const text = known.get(fingerprint) ?? "not described";
        texts[text] = (texts[text] ?? 0) + calls;
      }
    }
    const total = (of: (rollup: BatchRollup) => readonly number[]) =>
      kinds.map((kind) => sum(rollups.map((rollup) => of(rollup)[kind] ?? 0))) as BatchRollup["waitMs"];
    return {
      ...first,
      sumMs: sum(rollups.map((rollup) => rollup.sumMs)),
      waitMs: total((rollup) => rollup.waitMs),
      waitCount: total((rollup) => rollup.waitCount),
      texts,
    };
  }

  it("finds nothing where nobody waited", async () => {
    expect(await ask("/plain")).toMatchObject({ waitMs: [0, 0, 0, 0], waitCount: [0, 0, 0, 0], statements: [] });
    expect((await ask("/own")).waitMs).toEqual([0, 0, 0, 0]);
  });

  it("gives each its part, and the parts sum to the duration", async () => {
    const { waitMs, waitCount, sumMs, texts } = await ask("/in-turn");
    const [pool, sql, cache, outgoing] = waitMs;
    expect(sql).toBeGreaterThan(195);
    expect(outgoing).toBeGreaterThan(190);
    if (!REDIS_MISSING) expect(cache).toBeGreaterThan(90);
    // What is left is the pause and what the app does itself.
    expect(sumMs - sum(waitMs)).toBeGreaterThan(45);
    expect(pool).toBeLessThan(sumMs - sql - cache - outgoing);
    expect(waitCount).toEqual([2, 2, REDIS_MISSING ? 0 : 1, 1]);
    expect(texts).toEqual({ "select pg_sleep(?)": 1, "select pg_sleep($1)": 1 });
  });

  it("counts waits that overlap once, and shares them evenly", async () => {
    // Once before, so that the connections are there.
    await ask("/together");
    const times = 3;
    const { waitMs, waitCount, sumMs, texts } = await ask("/together", times);
    const [, sql, , outgoing] = waitMs;
    expect(sum(waitMs)).toBeGreaterThan(195 * times);
    expect(sum(waitMs)).toBeLessThanOrEqual(sumMs);
    // Each waited 200 ms, at the same time.
    expect(sql).toBeGreaterThan(60 * times);
    expect(outgoing).toBeGreaterThan(60 * times);
    expect(waitCount).toEqual([2 * times, 2 * times, 0, times]);
    expect(texts).toEqual({ "select pg_sleep(?), ?": 2 * times });
    expect(JSON.stringify(batches)).not.toContain("secret");
  });

  it("counts a wait that goes on after the answer up to the answer", async () => {
    const { waitMs, waitCount, sumMs, texts } = await ask("/left-behind");
    expect(sumMs).toBeLessThan(1_990);
    expect(sum(waitMs)).toBeGreaterThan(80);
    expect(waitCount[1]).toBe(1);
    expect(texts).toEqual({});
  });
});
