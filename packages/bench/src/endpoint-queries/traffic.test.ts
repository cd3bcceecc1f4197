import { describe, expect, test } from "vitest";
import { LargeTraffic } from "./large-traffic.ts";
import { exactRow, worstQuantileError } from "./quality.ts";
import { endpointShapes, Traffic } from "./traffic.ts";
import { Detail, staleWindows } from "./units.ts";

const MIDNIGHT = Date.parse("2026-03-04T00:00:00Z") / 1000;
const MINUTE = { startSeconds: MIDNIGHT, seconds: 60 };

describe("traffic", () => {
  test("is the same whenever it is drawn, and another for another endpoint or minute", () => {
    const traffic = new Traffic({ shapes: endpointShapes(10), requestsPerDay: 1e7, seed: 1 });
    const durations = (endpoint: number, startSeconds: number) => {
      const found: number[] = [];
      traffic.draw(endpoint, { ...MINUTE, startSeconds }, ({ durationMs }) => found.push(durationMs));
      return found;
    };
    const first = durations(3, MIDNIGHT);
    expect(first.length).toBeGreaterThan(100);
    expect(durations(4, MIDNIGHT)).not.toEqual(first);
    expect(durations(3, MIDNIGHT + 60)).not.toEqual(first);
    expect(durations(3, MIDNIGHT)).toEqual(first);
  });

  test("comes to the requests a day that were asked for", () => {
    const traffic = new Traffic({ shapes: endpointShapes(10), requestsPerDay: 100_000, seed: 1 });
    const detail = new Detail(600);
    const period = { fromSeconds: MIDNIGHT, toSeconds: MIDNIGHT + 86_400 };
    const { requestCount, clientErrorCount, serverErrorCount } = exactRow(traffic, { endpoint: 0, detail, period });
    // Ten standard deviations.
    expect(Math.abs(requestCount - 10_000)).toBeLessThan(1_000);
    expect(clientErrorCount + serverErrorCount).toBeLessThan(requestCount / 10);
  });

  test("drawn by buckets is alike to drawn by requests", () => {
    const options = { shapes: endpointShapes(10), requestsPerDay: 1e8, seed: 1 };
    const hour = { startSeconds: MIDNIGHT, seconds: 3_600 };
    const drawn = new LargeTraffic(options).rollup(5, hour);
    const exact = new Traffic(options).rollup(5, hour);
    if (drawn === undefined || exact === undefined) throw new Error("no requests");
    expect(drawn.histogram.count).toBe(drawn.count);
    expect(Math.abs(drawn.count / exact.count - 1)).toBeLessThan(0.02);
    for (const q of [0.5, 0.95, 0.99])
      expect(Math.abs((drawn.quantile(q) ?? 0) / (exact.quantile(q) ?? 0) - 1)).toBeLessThan(0.05);
  });
});

describe("detail", () => {
  test("gives units that tile a period without gaps, finest at its edges", () => {
    const detail = new Detail(21_600);
    const fromSeconds = MIDNIGHT + 3_600 + 7 * 60;
    const nowSeconds = MIDNIGHT + 2 * 86_400 + 12_345.6;
    const toSeconds = Math.ceil(nowSeconds / 10) * 10;
    detail.addEdge(fromSeconds, 60);
    detail.addMoment(nowSeconds);
    let at = fromSeconds;
    const lengths = new Set<number>();
    for (const unit of detail.units({ fromSeconds, toSeconds })) {
      expect(unit.startSeconds).toBe(at);
      at += unit.seconds;
      lengths.add(unit.seconds);
    }
    expect(at).toBe(toSeconds);
    expect([...lengths].sort((a, b) => a - b)).toEqual([1, 10, 60, 600, 3_600]);
  });

  test("refuses a period with an edge where nothing finer was drawn", () => {
    const units = new Detail(600).units({ fromSeconds: MIDNIGHT + 30, toSeconds: MIDNIGHT + 600 });
    expect(() => [...units]).toThrow("drawn as a whole");
  });

  test("a day is stale for a while after midnight", () => {
    const steps = (seconds: number) =>
      staleWindows(MIDNIGHT + seconds)
        .filter(({ startSeconds }) => startSeconds < MIDNIGHT)
        .map(({ step }) => step);
    expect(steps(1)).toEqual([60, 600, 3_600, 21_600, 86_400]);
    expect(steps(30)).toEqual([3_600, 21_600, 86_400]);
    expect(steps(69)).toEqual([86_400]);
    expect(steps(71)).toEqual([]);
  });
});

test("an answer with another count is an error, one with another quantile is measured", () => {
  const exact = {
    requestCount: 10,
    avgMs: 5,
    p50Ms: 4,
    p95Ms: 9,
    p99Ms: 10,
    clientErrorCount: 1,
    serverErrorCount: 0,
  };
  expect(worstQuantileError({ ...exact, p95Ms: 9.09 }, exact, "it")).toBeCloseTo(0.01, 6);
  expect(() => worstQuantileError({ ...exact, clientErrorCount: 2 }, exact, "it")).toThrow(
    "clientErrorCount is 2, not 1",
  );
  expect(() => worstQuantileError({ ...exact, avgMs: 5.1 }, exact, "it")).toThrow("avgMs");
});
