import { expect, test } from "vitest";
import { anomalyText, changeOf } from "./text.ts";

test.each([
  ["api.p95Ms", { expected: 120, worst: 450 }, "Latency P95 450 ms, expected 120 ms, +275 %"],
  ["api.requestsPerSecond", { expected: 40, worst: 0 }, "Requests per second 0/s, expected 40/s, −100 %"],
  // A share of a share would be read wrongly.
  ["redis.hitRate", { expected: 0.91, worst: 0.62 }, "Hit rate 62 %, expected 91 %, −29 points"],
  ["api.errorRate", { expected: 0, worst: 0.057 }, "Error rate (5xx) 5.7 %, expected 0 %, +5.7 points"],
  ["api.requestsPerSecond", { expected: 0, worst: 12 }, "Requests per second 12/s, expected 0/s"],
] as const)("%s %j", (figure, of, text) => {
  expect(anomalyText(figure, of)).toBe(text);
});

test("there is no share of nothing", () => {
  expect(changeOf({ expected: 0, worst: 3 })).toBeNull();
  expect(changeOf({ expected: 120, worst: 450 })).toBeCloseTo(2.75, 10);
});
