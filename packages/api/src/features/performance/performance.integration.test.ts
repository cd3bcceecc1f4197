import { makeRollup } from "@vigie/testing";
import { MINUTE, openApi } from "@vigie/testing/api";
import { describe, expect, test } from "vitest";

type Api = Awaited<ReturnType<typeof openApi>>;

/** Two times of different load, half an hour apart. */
async function load(vigie: Api) {
  for (const { minutesAgo, ms, count, hits } of [
    { minutesAgo: 40, ms: 100, count: 900, hits: 900 },
    { minutesAgo: 10, ms: 600, count: 100, hits: 10 },
  ]) {
    const atMs = vigie.nowMs - minutesAgo * MINUTE;
    await vigie.send({ rollups: [makeRollup({ atMs, durations: Array(count).fill(ms) })] });
    await vigie.sample("redis", { "keyspace.hits": hits, "keyspace.misses": count - hits }, atMs);
    await vigie.sample("system", { "memory.used": 2e9, "memory.total": 8e9 }, atMs);
  }
  await vigie.sample("system", { "memory.used": 4e9, "memory.total": 8e9 }, vigie.nowMs - 5_000);
}

describe("the performance index", () => {
  test("of a period is made of the period's figures, and its history of those of each window", async () => {
    await using vigie = await openApi();
    await load(vigie);
    const index = await vigie.api.performance.index({ period: "1h", maxPoints: 60 });
    const [cache, latency, errors, memory] = index.parts;
    expect(cache).toMatchObject({ part: "cache", value: 0.91, score: 91, weight: 0.4, missing: null });
    // 900 of 1,000 took 100 ms: the P95 is one of the other hundred.
    expect(latency?.value).toBeCloseTo(600, -1);
    expect(errors).toMatchObject({ value: 0, score: 100, weight: 0.2 });
    expect(memory).toMatchObject({ value: 0.5, score: 50, weight: 0.1 });
    expect(index.score).toBeCloseTo(0.4 * 91 + 0.3 * (latency?.score ?? 0) + 0.2 * 100 + 0.1 * 50, 6);
    expect(index.grade).toBe("C");
    const known = index.history.flatMap((score) => (score === null ? [] : [Math.round(score)]));
    expect(known[0]).toBe(Math.round(0.4 * 100 + 0.3 * 90 + 0.2 * 100 + 0.1 * 75));
    expect(known[1]).toBe(Math.round(0.4 * 10 + 0.3 * 40 + 0.2 * 100 + 0.1 * 75));
    expect(index.times).toHaveLength(index.history.length);
  });

  test("says why a part is missing, and gives its weight to the others", async () => {
    await using vigie = await openApi();
    const since = new Date(vigie.nowMs).toISOString();
    vigie.problems.redis = { code: "NOT_CONFIGURED", reason: "REDIS_URL is not set.", remedy: "Set it.", since };
    await vigie.send({
      rollups: [makeRollup({ atMs: vigie.nowMs - MINUTE, durations: Array(100).fill(200) })],
    });
    const { parts, score, grade } = await vigie.api.performance.index({ period: "1h", maxPoints: 60 });
    expect(parts[0]).toMatchObject({
      value: null,
      score: null,
      weight: 0,
      configuredWeight: 0.4,
      missing: "REDIS_URL is not set.",
    });
    expect(parts[1]?.weight).toBeCloseTo(0.6, 9);
    expect(parts[3]?.missing).toMatch(/No sample of this machine/);
    expect(score).toBeCloseTo(0.6 * 80 + 0.4 * 100, 0);
    expect(grade).toBe("B");
  });

  test("of an empty Vigie is nothing", async () => {
    await using vigie = await openApi();
    const { score, grade, history } = await vigie.api.performance.index({ period: "1h", maxPoints: 60 });
    expect({ score, grade }).toEqual({ score: null, grade: null });
    expect(new Set(history)).toEqual(new Set([null]));
  });

  test("has weights that an admin sets, and that sum to one", async () => {
    await using vigie = await openApi();
    await load(vigie);
    const weights = { cache: 0, latency: 0.5, errors: 0.4, memory: 0.1 };
    expect(await vigie.api.performance.setWeights(weights)).toEqual(weights);
    const index = await vigie.as("viewer").performance.index({ period: "1h", maxPoints: 60 });
    expect(index.weights).toEqual(weights);
    expect(index.parts[0]).toMatchObject({ configuredWeight: 0, weight: 0, score: 91 });
    expect(index.score).toBeCloseTo(0.5 * (index.parts[1]?.score ?? 0) + 0.4 * 100 + 0.1 * 50, 6);

    await expect(vigie.api.performance.setWeights({ ...weights, cache: 0.2 })).rejects.toMatchObject({
      cause: { code: "WEIGHTS_INVALID", details: { sum: 1.2 } },
    });
    for (const cache of [-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(vigie.api.performance.setWeights({ ...weights, cache })).rejects.toMatchObject({
        cause: { code: "REQUEST_MALFORMED" },
      });
    await expect(vigie.as("viewer").performance.setWeights(weights)).rejects.toMatchObject({
      cause: { code: "FORBIDDEN" },
    });
    expect((await vigie.api.performance.index({ period: "1h", maxPoints: 60 })).weights).toEqual(weights);
  });

  test("takes weights that it does not understand for none", async () => {
    await using vigie = await openApi();
    await vigie.store
      .sql`INSERT INTO settings (key, value, updated_at) VALUES ('performance.weights', '{"cache": 7}', now())`;
    const { weights } = await vigie.api.performance.index({ period: "1h", maxPoints: 60 });
    expect(weights).toEqual({ cache: 0.4, latency: 0.3, errors: 0.2, memory: 0.1 });
  });
});
