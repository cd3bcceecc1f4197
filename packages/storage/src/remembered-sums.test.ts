import { expect, test } from "vitest";
import { MergedRollup } from "./merge-rollups.ts";
import { createRememberedSums, type RememberedSum } from "./remembered-sums.ts";

const KILOBYTE = 1_024;

/** Of one endpoint whose requests took from `fromMs` to `toMs`. */
function sumOf(fromMs: number, toMs: number): RememberedSum {
  const rollup = new MergedRollup();
  for (let ms = fromMs; ms <= toMs; ms *= 2) rollup.histogram.record(ms);
  return { rows: new Map([[1, 10]]), sums: new Map([[1, rollup]]) };
}

/** How many of a hundred such sums are remembered within the limit. */
function keptOf(makeSum: () => RememberedSum, limitBytes: number): number {
  const remembered = createRememberedSums(limitBytes);
  const keys = Array.from({ length: 100 }, (_, i) => `sum ${i}`);
  for (const key of keys) remembered.set(key, makeSum());
  return keys.filter((key) => remembered.get(key) !== undefined).length;
}

test("a few wide histograms took many times the memory that was meant for all", () => {
  const narrow = keptOf(() => sumOf(10, 19), 100 * KILOBYTE);
  const wide = keptOf(() => sumOf(0.001, 1_000_000), 100 * KILOBYTE);
  expect(narrow).toBeGreaterThan(50);
  // From a microsecond to a quarter of an hour: thirty times two, 256 bytes each.
  expect(wide).toBeGreaterThanOrEqual(5);
  expect(wide).toBeLessThanOrEqual(13);
});

test("the one that was asked for longest ago goes first", () => {
  const remembered = createRememberedSums(10 * KILOBYTE);
  const [first, second] = [sumOf(1, 64), sumOf(1, 64)];
  remembered.set("first", first);
  remembered.set("second", second);
  expect(remembered.get("first")).toBe(first);
  remembered.set("third", sumOf(1, 64));
  remembered.set("fourth", sumOf(1, 64));
  expect(remembered.get("first")).toBe(first);
  expect(remembered.get("second")).toBeUndefined();
});

test("what would drive out all else is not remembered, and what was under its name is forgotten", () => {
  const remembered = createRememberedSums(10 * KILOBYTE);
  remembered.set("other", sumOf(1, 2));
  remembered.set("grown", sumOf(1, 2));
  remembered.set("grown", sumOf(0.001, 1_000_000));
  expect(remembered.get("grown")).toBeUndefined();
  expect(remembered.get("other")).toBeDefined();
});
