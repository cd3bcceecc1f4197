import { expect, test } from "vitest";
import { framesOf, waitsFor } from "./screen.ts";

test("each line waits for the first frame that shows it or a newer one", () => {
  const frames = [
    { atMs: 1_000, newest: -1 },
    { atMs: 1_016, newest: 1 },
    { atMs: 1_033, newest: 1 },
    { atMs: 1_050, newest: 2 },
  ];
  expect(waitsFor([990, 1_000, 1_010], frames)).toEqual([26, 16, 40]);
});

test("a line that never came to the screen is an error", () => {
  expect(() => waitsFor([990, 1_000], [{ atMs: 1_016, newest: 0 }])).toThrow("1 of 2 lines");
});

test("frames are counted by the second, and the longest wait between two is the worst", () => {
  const smooth = Array.from({ length: 121 }, (_, i) => ({ atMs: 5_000 + (i * 1000) / 60 }));
  expect(framesOf(smooth).medianFps).toBe(60);
  expect(framesOf(smooth).worstFrameMs).toBeCloseTo(1000 / 60);
  const held = smooth.filter((_, i) => i < 30 || i > 45);
  expect(framesOf(held)).toEqual({ medianFps: expect.closeTo(52, 0), worstFrameMs: expect.closeTo(283, 0) });
  expect(() => framesOf(smooth.slice(0, 10))).toThrow("less than a second");
});
