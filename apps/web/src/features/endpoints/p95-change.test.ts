import { describe, expect, it } from "vitest";
import { p95ChangeOf, p95Ratio } from "./p95-change.ts";

const before = (requestCount: number, p95Ms: number) => ({ requestCount, p95Ms, requestsPerSecond: 1, errorRate: 0 });

describe("the change of P95", () => {
  it("is judged where there are samples enough", () => {
    const endpoint = { requestCount: 30, p95Ms: 200, previous: before(30, 100) };
    expect(p95ChangeOf(endpoint)).toMatchObject({ text: "+100\u202f%", verdict: "worse" });
    expect(p95Ratio(endpoint)).toBe(2);
  });

  it("is silent where either period had few requests, or none", () => {
    for (const endpoint of [
      { requestCount: 29, p95Ms: 200, previous: before(1_000, 100) },
      { requestCount: 1_000, p95Ms: 200, previous: before(29, 100) },
      { requestCount: 1_000, p95Ms: 200, previous: null },
    ]) {
      expect(p95ChangeOf(endpoint)).toBeNull();
      expect(p95Ratio(endpoint)).toBeUndefined();
    }
  });
});
