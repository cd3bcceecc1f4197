import { expect, test } from "vitest";
import { slopeOf } from "./slope.ts";

const hours = Array.from({ length: 36 }, (_, i) => i / 2);
/** Within ±1, never the same, always the same. */
const noise = (i: number) => Math.sin(i * 12.9898) * Math.cos(i * 78.233);

test("finds the slope of a line", () => {
  const { estimate, low, high } = slopeOf(hours.map((at) => ({ at, value: 40 + 0.5 * at })));
  expect([estimate, low, high]).toEqual([0.5, 0.5, 0.5]);
});

test("is not moved by single peaks", () => {
  const flat = hours.map((at, i) => ({ at, value: i % 12 === 7 ? 90 : 40 + noise(i) }));
  const { low, high } = slopeOf(flat);
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(0);
});

test("has a leak within its interval, and zero outside of it", () => {
  const { low, high } = slopeOf(hours.map((at, i) => ({ at, value: 40 + noise(i) + 0.4 * at })));
  expect(low).toBeGreaterThan(0.2);
  expect(low).toBeLessThan(0.4);
  expect(high).toBeGreaterThan(0.4);
  expect(high).toBeLessThan(0.6);
});

test("needs three points", () => {
  expect(() => slopeOf([{ at: 0, value: 1 }])).toThrow(RangeError);
});
