import { createServer } from "node:net";
import { createVigie, type Vigie } from "@vigie/node";
import { REDIS_MISSING, startRedis } from "@vigie/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { CACHE_TTL_SECONDS, type CacheType, cacheKey, openCache } from "./cache.ts";

const silent = () => ({ info: vi.fn(), warn: vi.fn() });

let vigie: Vigie;

beforeAll(() => {
  vigie = createVigie({
    service: "code-search",
    processMetrics: false,
    transport: async ({ id }) => ({ id, duplicate: false, serverTime: Date.now() }),
  });
});

afterAll(() => vigie.close());

test("a key names its type and tells inputs apart", () => {
  expect(cacheKey("search_results", ["lexical", "q"])).toMatch(/^search_results:[0-9a-f]{16}$/);
  expect(cacheKey("search_results", ["a", "b"])).toBe(cacheKey("search_results", ["a", "b"]));
  const keys = [["ab"], ["a", "b"], ["a", ["b"]], ["a", null], ["1"], [1]].map((inputs) =>
    cacheKey("embeddings", inputs),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("without Redis everything is computed, and it is said once", async () => {
  const report = silent();
  const cache = openCache(undefined, { vigie, report });
  let computed = 0;
  for (let i = 0; i < 3; i++) expect(await cache.through("embeddings", ["x"], async () => ++computed)).toBe(i + 1);
  expect(report.info).toHaveBeenCalledTimes(1);
  await cache.close();
});

test("a Redis that is away costs a computation, and it is said once", async () => {
  // A port that was free a moment ago: nobody answers there.
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  const port = address && typeof address === "object" ? address.port : 0;
  await new Promise((resolve) => probe.close(resolve));

  const report = silent();
  const cache = openCache(`redis://127.0.0.1:${port}`, { vigie, report });
  expect(await cache.through("embeddings", ["x"], async () => 1)).toBe(1);
  await vi.waitFor(() => expect(report.warn).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(report.warn).toHaveBeenCalledTimes(1);
  expect(await cache.through("embeddings", ["x"], async () => 2)).toBe(2);
  await cache.close();
});

describe.skipIf(REDIS_MISSING)("with a real Redis", () => {
  test("what was computed is kept under its type, with its time to live", async () => {
    await using server = await startRedis();
    const redis = new Redis(server.url);
    const report = silent();
    const cache = openCache(server.url, { vigie, report });
    await vi.waitFor(() => expect(report.info).toHaveBeenCalled());

    for (const type of Object.keys(CACHE_TTL_SECONDS) as CacheType[]) {
      const value = { list: [1, 2.5], text: "é", nothing: null };
      const compute = vi.fn(async () => value);
      expect(await cache.through(type, ["a"], compute)).toEqual(value);
      // It is kept without the answer waiting for that.
      await vi.waitFor(async () => expect(await redis.exists(cacheKey(type, ["a"]))).toBe(1));
      expect(await cache.through(type, ["a"], compute)).toEqual(value);
      expect(compute).toHaveBeenCalledTimes(1);
      await cache.through(type, ["b"], compute);
      expect(compute).toHaveBeenCalledTimes(2);

      const ttl = await redis.ttl(cacheKey(type, ["a"]));
      expect(ttl).toBeLessThanOrEqual(CACHE_TTL_SECONDS[type]);
      expect(ttl).toBeGreaterThan(CACHE_TTL_SECONDS[type] - 20);
    }
    redis.disconnect();
    await cache.close();
  });

  test("an error is not kept", async () => {
    await using server = await startRedis();
    const report = silent();
    const cache = openCache(server.url, { vigie, report });
    await vi.waitFor(() => expect(report.info).toHaveBeenCalled());
    await expect(cache.through("search_results", ["a"], () => Promise.reject(new Error("timeout")))).rejects.toThrow(
      "timeout",
    );
    expect(await cache.through("search_results", ["a"], async () => "good")).toBe("good");
    await cache.close();
  });
});
