import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REDIS_MISSING, startRedis, type TestRedis } from "@vigie/testing";
import { pause } from "@vigie/testing/adapters";
import { Cluster, Redis as Redis6, type RedisOptions } from "ioredis";
import { Redis as Redis5 } from "ioredis5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vigieRedis } from "./ioredis.ts";
import { measured, type TestVigie, testVigie } from "./measured.ts";

describe.skipIf(REDIS_MISSING).each([
  ["6", Redis6],
  ["5", Redis5 as unknown as typeof Redis6],
])("ioredis %s", (_version, Redis) => {
  let server: TestRedis;
  let vigie: TestVigie;

  beforeAll(async () => {
    server = await startRedis();
    vigie = testVigie();
  });

  afterAll(async () => {
    expect(vigie.problems).toEqual([]);
    await vigie.close();
    await server.stop();
  });

  function connect(options: RedisOptions = {}) {
    const bare = new Redis(server.url, options);
    const redis = vigieRedis(vigie, bare);
    expect(redis).toBe(bare);
    return Object.assign(redis, { [Symbol.dispose]: () => redis.disconnect() });
  }

  it("counts each command until its answer", async () => {
    using redis = connect();
    const { result, ms, count, durationMs } = await measured(vigie, async () => {
      await redis.set("a", "1");
      const called = await new Promise((resolve) => redis.get("a", (_error, value) => resolve(value)));
      return [called, await redis.getBuffer("a"), await redis.call("incr", "a"), await redis.hgetall("none")];
    });
    expect(result).toEqual(["1", Buffer.from("1"), 2, {}]);
    expect(count).toEqual([0, 0, 5, 0]);
    expect(ms[2]).toBeGreaterThan(0);
    expect(ms[2]).toBeLessThanOrEqual(durationMs);
    const blocked = await measured(vigie, () => redis.blpop("nothing", 0.3));
    expect(blocked.ms[2]).toBeGreaterThan(250);
  });

  it("counts pipelines and transactions by their commands, while they are under way", async () => {
    using redis = connect();
    const { result, count, ms, durationMs } = await measured(vigie, async () => {
      const pipeline = redis.pipeline().set("p", "1").incr("p").lpush("p", "wrong");
      await pause(100);
      const answers = (await pipeline.exec())?.map(([error, value]) => (error ? "failed" : value));
      const multi = await redis.multi().set("m", "1").get("m").exec();
      return [answers, multi];
    });
    expect(result).toEqual([
      ["OK", 2, "failed"],
      [
        [null, "OK"],
        [null, "1"],
      ],
    ]);
    expect(count).toEqual([0, 0, 7, 0]);
    expect(ms[2]).toBeLessThan(durationMs - 90);
  });

  it("gives the commands of an automatic pipeline to those who asked", async () => {
    using redis = connect({ enableAutoPipelining: true });
    await redis.ping();
    const all = await Promise.all(
      [1, 2, 3].map((commands) =>
        measured(vigie, () => Promise.all(Array.from({ length: commands }, (_, i) => redis.get(`k${i}`)))),
      ),
    );
    expect(all.map(({ count }) => count[2])).toEqual([1, 2, 3]);
    expect(all.every(({ ms }) => ms[2] > 0)).toBe(true);
  });

  it("leaves failures as they are, and as often unhandled", async () => {
    const count = async (redis: Redis6) => {
      let unhandled = 0;
      const listener = () => unhandled++;
      const others = process.listeners("unhandledRejection");
      process.removeAllListeners("unhandledRejection");
      process.on("unhandledRejection", listener);
      const { error } = await measured(vigie, async () => {
        await redis.set("text", "a");
        void redis.incr("text");
        void redis.incr("text").catch(() => {});
        await pause(100);
        await redis.incr("text");
      });
      process.off("unhandledRejection", listener);
      for (const other of others) process.on("unhandledRejection", other);
      expect(error).toMatchObject({ name: "ReplyError", message: expect.stringContaining("not an integer") });
      return unhandled;
    };
    using redis = connect();
    const bare = new Redis(server.url);
    expect(await count(bare)).toBe(1);
    expect(await count(redis)).toBe(1);
    bare.disconnect();
  });

  it("counts a command that waits for its connection once, and ends it when that fails", async () => {
    using redis = connect({ lazyConnect: true });
    const first = await measured(vigie, () => redis.ping());
    expect(first.count[2]).toBe(1);
    const nowhere = new Redis("redis://127.0.0.1:1", {
      lazyConnect: true,
      retryStrategy: null,
      maxRetriesPerRequest: 0,
    });
    nowhere.on("error", () => {});
    vigieRedis(vigie, nowhere);
    const failed = await measured(vigie, async () => {
      await expect(nowhere.ping()).rejects.toThrow();
      await pause(200);
    });
    expect(failed.count[2]).toBe(1);
    expect(failed.ms[2]).toBeLessThan(failed.durationMs - 150);
    using timed = connect({ commandTimeout: 100 });
    const late = await measured(vigie, () => timed.blpop("nothing", 1));
    expect(late.error).toMatchObject({ message: "Command timed out" });
    expect(late.ms[2]).toBeGreaterThan(90);
  });

  it("counts scripts, and subscribes as ever", async () => {
    using redis = connect();
    redis.defineCommand("answer", { numberOfKeys: 1, lua: "return {KEYS[1], ARGV[1]}" });
    const { result, count } = await measured(vigie, () =>
      (redis as unknown as { answer(key: string, value: string): Promise<string[]> }).answer("k", "v"),
    );
    expect(result).toEqual(["k", "v"]);
    // By its hash, and again with its text when the server does not know it.
    expect(count[2]).toBeGreaterThanOrEqual(1);
    using subscriber = connect();
    const message = new Promise((resolve) => subscriber.on("message", (_channel, text) => resolve(text)));
    await measured(vigie, () => subscriber.subscribe("news"));
    await redis.publish("news", "hello");
    expect(await message).toBe("hello");
  });

  it("counts nothing without asynchronous context, and leaves unknown clients alone", async () => {
    await using other = testVigie({ asyncContext: false });
    const bare = new Redis(server.url, { lazyConnect: true });
    expect(vigieRedis(other, bare).sendCommand).toBe(Redis.prototype.sendCommand);
    bare.disconnect();
    const odd = { get: async () => "1" };
    await using third = testVigie();
    expect(vigieRedis(third, odd)).toBe(odd);
    expect(third.problems).toMatchObject([{ kind: "recorder" }]);
  });
});

it.skipIf(REDIS_MISSING)("watches a cluster, whose commands may be sent more than once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigie-cluster-"));
  await using server = await startRedis([
    "--cluster-enabled",
    "yes",
    "--cluster-announce-ip",
    "127.0.0.1",
    "--dir",
    folder,
  ]);
  await using vigie = testVigie();
  const node = new Redis6(server.url);
  await node.call("cluster", "addslotsrange", "0", "16383");
  const cluster = vigieRedis(vigie, new Cluster([server.url]));
  cluster.on("error", () => {});
  while ((await node.cluster("INFO")).includes("cluster_state:fail")) await pause(50);
  const { result, count, error } = await measured(vigie, async () => {
    await cluster.set("a", "1");
    const piped = await cluster.pipeline().get("a").incr("a").exec();
    return [await cluster.get("a"), piped];
  });
  expect(error).toBeUndefined();
  expect(result).toEqual([
    "2",
    [
      [null, "1"],
      [null, 2],
    ],
  ]);
  expect(count).toEqual([0, 0, 4, 0]);
  cluster.disconnect();
  node.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(REDIS_MISSING)("makes a span of each command, named by the beginning of its key alone", async () => {
  await using server = await startRedis();
  await using vigie = testVigie();
  using redis = Object.assign(vigieRedis(vigie, new Redis6(server.url)), {
    [Symbol.dispose]: () => redis.disconnect(),
  });
  const { kept } = await measured(vigie, async () => {
    await redis.set("session:hunter2", "hunter2");
    await vigie.span("piped", () => redis.pipeline().get("session:hunter2").incr("session:hunter2").exec());
    await redis.getBuffer(Buffer.from("user:42:profile"));
    await redis.call("incr", "session:hunter2").catch(() => {});
    await redis.eval("return redis.call('get', KEYS[1])", 1, "cart:hunter2", "hunter2");
    await redis.publish("hunter2", "hunter2");
    await redis.ping("hunter2");
    await (redis as unknown as { auth(password: string): Promise<unknown> }).auth("hunter2").catch(() => {});
  });
  expect(kept.spans.map(({ name }) => name)).toEqual([
    "SET session:*",
    "piped",
    "GET session:*",
    "INCR session:*",
    "GET user:*",
    "INCR session:*",
    "EVAL cart:*",
    "PUBLISH",
    "PING",
    "AUTH",
  ]);
  const [set, piped, get, ...others] = kept.spans;
  expect(set).toMatchObject({ kind: "cache", parent: kept.spanId });
  expect(get).toMatchObject({ kind: "cache", parent: piped?.id });
  expect(others[2]?.error).toMatch(/^ReplyError: .*not an integer/);
  expect(JSON.stringify(kept)).not.toContain("hunter2");
});
