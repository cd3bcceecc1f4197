import { expect, test } from "vitest";
import { thresholdData } from "./threshold-data.ts";

test("where an alert ends is said beside where it begins, not below both lines where the series runs through it", () => {
  const { levels } = thresholdData({
    name: "Error rate",
    unit: "ratio",
    evidence: { from: "2026-11-21T10:00:00Z", to: "2026-11-21T11:00:00Z", stepSeconds: 10, times: [], values: [] },
    comparison: "above",
    threshold: 0.05,
    clearThreshold: 0.04,
    episodes: [],
    color: "#f00",
  });
  expect(levels?.map(({ value, label }) => [value, label.replaceAll(/\s/g, " ")])).toEqual([
    [0.05, "above 5 %, over at 4 %"],
    [0.04, ""],
  ]);
});
