import { describe, expect, it } from "vitest";
import type { EndpointStats } from "../../lib/trpc.ts";
import { keyFigures } from "./key-figures.ts";

const stats: EndpointStats = {
  id: 1,
  service: "shop",
  method: "GET",
  route: "/users/:id",
  requestCount: 1200,
  requestsPerSecond: 0.333,
  avgMs: 25,
  p50Ms: 20,
  p95Ms: 60,
  p99Ms: 90,
  maxMs: 140,
  clientErrorCount: 12,
  serverErrorCount: 60,
  abortedCount: 0,
  errorRate: 0.05,
  totalMs: 30_000,
  shareOfTime: 0.41,
  lastSeen: "2025-11-21T12:00:00.000Z",
  previous: { requestCount: 1000, requestsPerSecond: 0.278, p95Ms: 30, errorRate: 0.02 },
};

const figure = (changes: Partial<EndpointStats>, id: string) =>
  keyFigures({ ...stats, ...changes }).find((each) => each.id === id);

describe("keyFigures", () => {
  it("tells shares of the counts that stand beside them", () => {
    expect(figure({}, "4xx")).toMatchObject({ value: { number: "12" }, detail: "1\u202f% of all" });
    expect(figure({}, "5xx")).toMatchObject({ value: { number: "60" }, detail: "error rate 5\u202f%" });
    expect(figure({}, "time")?.detail).toBe("41\u202f% of all");
  });

  it("judges what became slower or fails more, and only tells that there was more to do", () => {
    expect(figure({}, "p95")?.change).toMatchObject({ text: "+100\u202f%", verdict: "worse" });
    expect(figure({}, "5xx")?.change).toMatchObject({ text: "+3\u202fpt", verdict: "worse" });
    expect(figure({}, "requests")?.change).toMatchObject({ direction: "up", verdict: "neutral" });
  });

  it("compares nothing with fewer than 30 requests in either period, or with none before", () => {
    const few = { requestCount: 29, requestsPerSecond: 0.01, p95Ms: 30, errorRate: 0 };
    for (const changes of [{ previous: null }, { previous: few }, { requestCount: 29 }])
      expect(keyFigures({ ...stats, ...changes }).map(({ change }) => change)).toEqual(Array(8).fill(null));
    expect(figure({ requestCount: 30, previous: { ...few, requestCount: 30 } }, "p95")?.change).not.toBeNull();
  });

  it("tells of aborted requests only where there were some", () => {
    expect(figure({}, "requests")?.detail).toBe("0.333\u202f/s");
    expect(figure({ abortedCount: 3 }, "requests")?.detail).toBe("0.333\u202f/s · 3 aborted");
  });
});
