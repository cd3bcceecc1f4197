import { MergedRollup, type MetricWindow } from "@vigie/storage";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Samples } from "../../figures/compute.ts";
import { type TrendKey, trendOf } from "./compare.ts";
import { readingOf } from "./reading.ts";

function requestsOf(durations: readonly number[], errors = 0): Samples {
  const requests = new MergedRollup();
  for (const ms of durations) {
    requests.histogram.record(ms);
    requests.count += 1;
    requests.sumMs += ms;
    requests.minMs = Math.min(requests.minMs, ms);
    requests.maxMs = Math.max(requests.maxMs, ms);
  }
  requests.status5xx = errors;
  return { requests, windows: new Map(), alive: true, seconds: 300 };
}

function lookupsOf(hits: number, misses: number): Samples {
  const window = (name: string, sum: number): [string, MetricWindow] => [
    `redis ${name}`,
    { type: "redis", name, startSeconds: 0, sum, max: sum, mean: sum, samples: 30 },
  ];
  const windows = new Map([window("keyspace.hits", hits), window("keyspace.misses", misses)]);
  return { requests: undefined, windows, alive: true, seconds: 300 };
}

/** Now against an hour before, with no day and no week. */
function verdictOf(key: TrendKey, now: Samples, before: Samples) {
  const nothing = readingOf(key, { requests: undefined, windows: new Map(), alive: false, seconds: 0 });
  return trendOf(key, readingOf(key, now), { "1h": readingOf(key, before), "1d": nothing, "1w": nothing }).verdict;
}

/** Log-normal durations around a median, as those of services are. */
function durations(count: number, medianMs: number, random: () => number): number[] {
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return medianMs * Math.exp(0.6 * normal);
  });
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("a P95", () => {
  it("of the same service is the same but in one of a hundred cases, however few its requests", () => {
    const random = randomFrom(7);
    for (const count of [30, 100, 1_000]) {
      let said = 0;
      for (let i = 0; i < 400; i++) {
        const now = requestsOf(durations(count, 100, random));
        const before = requestsOf(durations(6 * count, 100, random));
        if (verdictOf("api.p95Ms", now, before) !== "same") said += 1;
      }
      // Both ways together: two in a hundred, and what the limit of a fifth leaves of them.
      expect(said).toBeLessThanOrEqual(12);
    }
  });

  it("that is twice as long is worse, and half as long better, with requests enough", () => {
    const random = randomFrom(8);
    for (let i = 0; i < 50; i++) {
      const slow = requestsOf(durations(300, 200, random));
      const quick = requestsOf(durations(1_800, 100, random));
      expect(verdictOf("api.p95Ms", slow, quick)).toBe("worse");
      expect(verdictOf("api.p95Ms", quick, slow)).toBe("better");
    }
  });

  it("that never varies is judged too", () => {
    expect(verdictOf("api.p95Ms", requestsOf(Array(40).fill(200)), requestsOf(Array(40).fill(100)))).toBe("worse");
    expect(verdictOf("api.p95Ms", requestsOf(Array(40).fill(100)), requestsOf(Array(40).fill(200)))).toBe("better");
    expect(verdictOf("api.p95Ms", requestsOf(Array(40).fill(110)), requestsOf(Array(40).fill(100)))).toBe("same");
  });

  it("of less than 30 requests is unknown", () => {
    expect(verdictOf("api.p95Ms", requestsOf(Array(29).fill(200)), requestsOf(Array(400).fill(100)))).toBe("unknown");
    expect(verdictOf("api.p95Ms", requestsOf(Array(400).fill(200)), requestsOf(Array(29).fill(100)))).toBe("unknown");
  });
});

describe("an error rate", () => {
  const served = (count: number, errors: number) => requestsOf(Array(count).fill(5), errors);

  it("is judged by its counts", () => {
    expect(verdictOf("api.errorRate", served(300, 2), served(300, 1))).toBe("same");
    expect(verdictOf("api.errorRate", served(3_000, 200), served(3_000, 100))).toBe("worse");
    expect(verdictOf("api.errorRate", served(300, 30), served(1_800, 0))).toBe("worse");
    expect(verdictOf("api.errorRate", served(300, 0), served(1_800, 180))).toBe("better");
  });

  it("that is certain to have moved by next to nothing is the same", () => {
    expect(verdictOf("api.errorRate", served(1e6, 1_100), served(1e6, 500))).toBe("same");
  });
});

describe("a hit rate", () => {
  it("is judged by its misses where nearly all hit", () => {
    expect(verdictOf("redis.hitRate", lookupsOf(9_700, 300), lookupsOf(59_400, 600))).toBe("worse");
    expect(verdictOf("redis.hitRate", lookupsOf(9_700, 300), lookupsOf(57_000, 3_000))).toBe("better");
    expect(verdictOf("redis.hitRate", lookupsOf(20, 5), lookupsOf(57_000, 3_000))).toBe("unknown");
  });

  it("is never better the one way and better the other", () => {
    const count = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const [one, other] = [
          verdictOf("redis.hitRate", lookupsOf(a, b), lookupsOf(c, d)),
          verdictOf("redis.hitRate", lookupsOf(c, d), lookupsOf(a, b)),
        ];
        expect(one === "better" && other === "better").toBe(false);
        expect(one === "worse" && other === "worse").toBe(false);
        if (a + b >= 30 && c + d >= 30 && a / (a + b) > c / (c + d)) expect(one).not.toBe("worse");
      }),
    );
  });
});
