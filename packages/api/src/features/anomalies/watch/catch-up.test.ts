import { describe, expect, test } from "vitest";
import { catchUpRanges } from "./catch-up.ts";

const NOW = 1_800_000_000 - (1_800_000_000 % 60);

/** The windows in order, as [start, step]. */
function windows(fromSeconds: number, toSeconds: number): [start: number, step: number][] {
  return [...catchUpRanges(fromSeconds, toSeconds)].flatMap(({ period, stepSeconds }) => {
    const found: [number, number][] = [];
    for (let start = period.fromSeconds; start < period.toSeconds; start += stepSeconds)
      found.push([start, stepSeconds]);
    return found;
  });
}

describe("what is to be looked at", () => {
  test("is the one window that became complete", () => {
    expect(windows(NOW, NOW + 10)).toEqual([[NOW, 10]]);
  });

  test("is nothing twice, and nothing where the clock went back", () => {
    expect(windows(NOW, NOW)).toEqual([]);
    expect(windows(NOW, NOW - 3_600)).toEqual([]);
  });

  test.each([
    ["an hour", 3_600, [[10, 360]]],
    [
      "five hours: minutes before what is kept of tens of seconds",
      18_000,
      [
        [60, 195],
        [10, 630],
      ],
    ],
    [
      "a week: a day back",
      604_800,
      [
        [60, 1_335],
        [10, 630],
      ],
    ],
  ] as const)("after a break of %s", (_, seconds, expected) => {
    const found = windows(NOW - seconds, NOW);
    const counts = new Map<number, number>();
    for (const [, step] of found) counts.set(step, (counts.get(step) ?? 0) + 1);
    expect([...counts]).toEqual(expected);
    for (const [i, [start, step]] of found.entries()) expect(start + step).toBe(found[i + 1]?.[0] ?? NOW);
  });

  test("is cut to some windows at once", () => {
    for (const { period, stepSeconds } of catchUpRanges(NOW - 604_800, NOW))
      expect((period.toSeconds - period.fromSeconds) / stepSeconds).toBeLessThanOrEqual(12);
  });
});
