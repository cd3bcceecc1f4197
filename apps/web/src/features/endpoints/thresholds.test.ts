import { expect, it } from "vitest";
import { isThreshold, thresholdsWith, thresholdText } from "./thresholds.ts";

it("takes any positive number that the API takes", () => {
  expect([1, 250, 1e9].every(isThreshold)).toBe(true);
  expect([0, -1, 1e10, Number.NaN, Number.POSITIVE_INFINITY, "250", null].some(isThreshold)).toBe(false);
});

it("offers the one that was chosen, even if it is an odd one", () => {
  expect(thresholdsWith(250)).toEqual([100, 250, 500, 1_000, 2_000]);
  expect(thresholdsWith(300)).toEqual([100, 250, 300, 500, 1_000, 2_000]);
});

it("calls whole seconds so", () => {
  expect(thresholdText(250)).toBe("250\u202fms");
  expect(thresholdText(2_000)).toBe("2\u202fs");
  expect(thresholdText(1_500)).toBe("1\u202f500\u202fms");
});
