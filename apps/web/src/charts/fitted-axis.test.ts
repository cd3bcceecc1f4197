import { expect, it } from "vitest";
import { fittedAxis } from "./fitted-axis.ts";
import type { TimeSeries } from "./series.ts";

function line(values: (number | null)[], axis: TimeSeries["axis"] = "left"): TimeSeries {
  return { name: "P95", values, color: "#fff", kind: "line", axis };
}

it("holds a threshold that no value reaches", () => {
  const { min, max } = fittedAxis({ series: [line([0.001, 0.002])], levels: [{ value: 0.05, label: "" }] });
  expect(min).toBe(0);
  expect(max).toBeGreaterThan(0.05);
  expect(max).toBeLessThan(0.1);
});

it("begins near the values when all of them are high", () => {
  const { min, max } = fittedAxis({ series: [line([0.96, 0.98])], levels: [{ value: 0.95, label: "" }] });
  expect(min).toBeGreaterThan(0.9);
  expect(min).toBeLessThanOrEqual(0.95);
  expect(max).toBeGreaterThanOrEqual(0.98);
});

it("has round steps, four of them at most", () => {
  for (const high of [0.003, 0.7, 1, 12, 480, 99_000]) {
    const { min, max, interval } = fittedAxis({ series: [line([0, high])] });
    expect(max).toBeGreaterThanOrEqual(high);
    expect((max - min) / interval).toBeLessThanOrEqual(5);
    expect((max - min) / interval).toBeGreaterThan(1);
    expect(Number((interval / 10 ** Math.floor(Math.log10(interval))).toFixed(6))).toBeOneOf([1, 2, 2.5, 5]);
  }
});

it("stands on 0 when nothing is below", () => {
  expect(fittedAxis({ series: [line([0, 0, 0])] }).min).toBe(0);
  expect(fittedAxis({ series: [line([3, 3])], levels: [{ value: 3, label: "" }] }).min).toBeGreaterThanOrEqual(0);
});

it("goes below 0 when a value does", () => {
  const { min, max } = fittedAxis({ series: [line([-4, 2])] });
  expect(min).toBeLessThanOrEqual(-4);
  expect(max).toBeGreaterThanOrEqual(2);
});

it("knows nothing of gaps and of the right axis", () => {
  expect(fittedAxis({ series: [line([null, null]), line([5_000], "right")] })).toEqual({
    min: 0,
    max: 1,
    interval: 0.5,
  });
});
