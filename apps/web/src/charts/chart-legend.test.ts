import { expect, it } from "vitest";
import { chartLabel, isEmpty } from "./chart-legend.tsx";
import type { TimeChartData } from "./series.ts";

const line = { color: "#fff", kind: "line" } as const;
const frame = { from: 0, to: 30_000, times: [0, 10_000, 20_000], stepSeconds: 10, marks: [] };

it("is empty only when no series has any value", () => {
  const dataOf = (...values: (number | null)[]): TimeChartData => ({
    ...frame,
    units: { left: "count" },
    series: [
      { ...line, name: "one", axis: "left", values: [null, null] },
      { ...line, name: "other", axis: "left", values },
    ],
  });
  expect(isEmpty(dataOf(null, null))).toBe(true);
  expect(isEmpty(dataOf(null, 0))).toBe(false);
});

it("tells the newest value that is known of each series, in the unit of its axis", () => {
  const data: TimeChartData = {
    ...frame,
    units: { left: "count", right: "ratio" },
    series: [
      { ...line, name: "active", axis: "left", values: [3, 4, null] },
      { ...line, name: "idle", axis: "left", values: [null, null, null] },
      { ...line, name: "hit rate", axis: "right", values: [0.5, 0.25, 0.75] },
    ],
  };
  expect(chartLabel("Connections", data)).toBe("Connections over time. Newest: active 4, idle –, hit rate 75\u202f%.");
});
