import { describe, expect, it } from "vitest";
import { expectedAreas } from "./expected.ts";
import { expectedText } from "./expected-text.ts";
import type { ExpectedArea, TimeChartData } from "./series.ts";

const area = (low: (number | null)[], high: (number | null)[], axis: "left" | "right" = "left"): ExpectedArea => ({
  name: "expected",
  color: "#58a6ff",
  axis,
  low,
  high,
});

function dataOf(expected: ExpectedArea[], changes: Partial<TimeChartData> = {}): TimeChartData {
  return {
    from: 0,
    to: 30,
    times: [0, 10, 20],
    stepSeconds: 10,
    series: [{ name: "P95", values: [100, 80, 60], color: "#58a6ff", kind: "line", axis: "left" }],
    expected,
    units: { left: "ms" },
    marks: [],
    ...changes,
  };
}

const values = (data: TimeChartData) =>
  expectedAreas(data).map(({ data: points }) => (points as [number, number | null][]).map(([, value]) => value));

describe("an expected area", () => {
  it("is the height between its bounds on top of the lower", () => {
    expect(values(dataOf([area([50, 60, 70], [90, 100, 90])]))).toEqual([
      [50, 60, 70],
      [40, 40, 20],
    ]);
  });

  it("has gaps where nothing was expected", () => {
    expect(values(dataOf([area([null, 60, 70], [90, null, 90])]))).toEqual([
      [null, null, 70],
      [null, null, 20],
    ]);
  });

  it("neither presses the lines flat nor reaches below nothing", () => {
    expect(values(dataOf([area([-20, 10, 20], [9_000, 50, 1_000])]))).toEqual([
      [0, 10, 20],
      [125, 40, 105],
    ]);
    expect(
      values(dataOf([area([0.5, 0.5, 0.5], [1.4, 0.9, 0.9], "right")], { units: { left: "ms", right: "ratio" } }))[1],
    ).toEqual([0.5, expect.closeTo(0.4), expect.closeTo(0.4)]);
  });

  it("is seen where all values lie below it", () => {
    expect(values(dataOf([area([200, 200, 200], [300, 240, 240])]))).toEqual([
      [200, 200, 200],
      [50, 40, 40],
    ]);
  });

  it("has room up to the sum of what is stacked", () => {
    const stack = (values: number[]) =>
      ({ name: "s", values, color: "", kind: "area", stack: "s", axis: "left" }) as const;
    const data = dataOf([area([10, 10, 10], [190, 500, 190])], { series: [stack([60, 80, 60]), stack([80, 80, 80])] });
    expect(values(data)[1]).toEqual([180, 190, 180]);
  });

  it("is told in words", () => {
    const told = area([50, null, -3], [90, 4, 9]);
    expect([0, 1, 2, 3].map((at) => expectedText(told, at, { left: "ms" }))).toEqual([
      "50\u202fms to 90\u202fms",
      "–",
      "0\u202fms to 9\u202fms",
      "–",
    ]);
  });
});
