import { expect, it } from "vitest";
import { type HeatmapData, heatScale } from "./heat.ts";
import { heatmapOptionOf, placeOf } from "./heatmap-options.ts";

const data: HeatmapData = {
  times: [0, 60_000, 120_000],
  cells: [
    [10, "empty", "gap"],
    [1_000, 100, "gap"],
  ],
  hue: "blue",
};

// A canvas is only handed through.
const option = (given: HeatmapData) =>
  heatmapOptionOf({ data: given, width: 900, hatch: {} as HTMLCanvasElement, tooltip: () => ({}) as HTMLElement });

it("draws nothing where nothing is known", () => {
  const { series } = option(data);
  const points = (series as { data: [number, number, number][] }).data;
  expect(points.map(([column, row]) => `${row},${column}`)).toEqual(["0,0", "0,1", "1,0", "1,1"]);
});

it("colours by the logarithm, and nothing outside of the scale", () => {
  const { series, visualMap } = option(data);
  expect(visualMap).toMatchObject({ range: [1, 3], max: 3 });
  expect((visualMap as { min: number }).min).toBeLessThan(1);
  const empty = (series as { data: [number, number, number][] }).data[1]?.[2] ?? 0;
  expect(empty).toBeLessThan(1);
});

it("has a scale for one value, and for none", () => {
  expect(option({ ...data, cells: [[50]] }).visualMap).toMatchObject({ range: [Math.log10(50), Math.log10(75)] });
  expect(option({ ...data, cells: [["gap"]] }).visualMap).toMatchObject({ range: [0, 1] });
  expect(heatScale(data)).toEqual({ least: 10, greatest: 1_000 });
  expect(heatScale({ ...data, cells: [["gap", "empty"]] })).toBeNull();
});

it("reads a cell from what an event carries", () => {
  expect(placeOf([3, 1, 2.5])).toEqual({ row: 1, column: 3 });
  expect(placeOf(undefined)).toBeNull();
});
