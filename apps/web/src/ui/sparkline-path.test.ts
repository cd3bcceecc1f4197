import { describe, expect, it } from "vitest";
import { sparklinePaths } from "./sparkline-path.ts";

const size = { width: 100, height: 22 };

describe("sparklinePaths", () => {
  it("draws from the lowest to the highest value", () => {
    expect(sparklinePaths([0, 10], size)).toEqual(["M0 21L100 1"]);
  });

  it("leaves a gap where there is no value", () => {
    const paths = sparklinePaths([0, 10, null, 10, 0], size);
    expect(paths).toEqual(["M0 21L25 1", "M75 1L100 21"]);
  });

  it("shows a lone value between gaps", () => {
    expect(sparklinePaths([null, 5, null], size)).toEqual(["M50 11h0.01"]);
  });

  it("keeps a steady figure calm", () => {
    expect(sparklinePaths([100, 101], size)).toEqual(["M0 11.5L100 10.5"]);
  });

  it("draws nothing of nothing", () => {
    expect(sparklinePaths([], size)).toEqual([]);
    expect(sparklinePaths([null, null], size)).toEqual([]);
  });

  it("keeps a long gap when it thins many points out", () => {
    const values = Array.from({ length: 600 }, (_, index) => (index >= 200 && index < 400 ? null : 1));
    expect(sparklinePaths(values, size)).toHaveLength(2);
  });
});
