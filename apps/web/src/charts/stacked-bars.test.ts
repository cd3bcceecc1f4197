import { describe, expect, it } from "vitest";
import { barsOf, timeTicks } from "./stacked-bars.ts";

const minute = 60_000;

describe("barsOf", () => {
  const period = { from: 0, to: 10 * minute, stepSeconds: 60, height: 100 };

  it("stacks from the axis upwards, in proportion to the highest", () => {
    const { bars, top } = barsOf({
      ...period,
      windows: [
        { start: 0, values: [10, 30] },
        { start: 2 * minute, values: [0, 80] },
      ],
    });
    expect(top).toBe(80);
    expect(bars.map(({ x }) => x)).toEqual([0, 200]);
    expect(bars[0]?.pieces).toEqual([
      { part: 0, y: 89.25, height: 10.75 },
      { part: 1, y: 57, height: 32.25 },
    ]);
    expect(bars[1]?.pieces).toEqual([{ part: 1, y: 14, height: 86 }]);
  });

  it("shows one among thousands", () => {
    const { bars } = barsOf({ ...period, windows: [{ start: 0, values: [1, 99_999] }] });
    expect(bars[0]?.pieces[0]?.height).toBe(2);
  });

  it("cuts what reaches past the ends", () => {
    const windows = [
      { start: -minute / 2, values: [1] },
      { start: -5 * minute, values: [1] },
      { start: 10 * minute, values: [1] },
    ];
    const { bars } = barsOf({ ...period, windows });
    expect(bars).toHaveLength(1);
    expect(bars[0]).toMatchObject({ x: 0, width: 42.5 });
  });
});

it("labels round times, a few of them", () => {
  const noon = new Date(2025, 10, 21, 12, 3, 7).getTime();
  const ticks = timeTicks(noon, noon + 3_600_000);
  expect(ticks.length).toBeGreaterThan(2);
  expect(ticks.length).toBeLessThan(7);
  expect(ticks.every((tick) => new Date(tick).getMinutes() % 10 === 0 && new Date(tick).getSeconds() === 0)).toBe(true);
  expect(timeTicks(noon, noon + 30 * 86_400_000).length).toBeLessThan(8);
});
