import { expect, test } from "vitest";
import { axisTicks, barAt } from "./axis.ts";

test.each([
  [100, 6, [0, 20, 40, 60, 80, 100]],
  [95, 6, [0, 20, 40, 60, 80]],
  [1234, 5, [0, 500, 1000]],
  [1234, 8, [0, 200, 400, 600, 800, 1000, 1200]],
  [0.3, 4, [0, 0.1, 0.2, 0.3]],
  [7, 3, [0, 5]],
  [0, 5, [0]],
])("ticks of %d ms, at most %d", (durationMs, most, ticks) => {
  expect(axisTicks(durationMs, most)).toEqual(ticks);
  expect(ticks.length).toBeLessThanOrEqual(most);
});

test("no length gives more ticks than there is room for", () => {
  for (let durationMs = 0.013; durationMs < 1e7; durationMs *= 1.37)
    for (const most of [2, 3, 5, 8]) {
      const ticks = axisTicks(durationMs, most);
      expect(ticks.length).toBeLessThanOrEqual(most);
      expect(ticks.at(-1)).toBeLessThanOrEqual(durationMs * (1 + 1e-9));
    }
});

test("a bar lies where its time is, and stays on the axis", () => {
  expect(barAt({ startMs: 25, durationMs: 50 }, 100)).toEqual({ left: 25, width: 50 });
  expect(barAt({ startMs: -10, durationMs: 20 }, 100)).toEqual({ left: 0, width: 10 });
  expect(barAt({ startMs: 75, durationMs: 50 }, 100)).toEqual({ left: 75, width: 25 });
  expect(barAt({ startMs: 300, durationMs: 50 }, 100)).toEqual({ left: 100, width: 0 });
  expect(barAt({ startMs: 0, durationMs: 0 }, 0)).toEqual({ left: 0, width: 100 });
});
