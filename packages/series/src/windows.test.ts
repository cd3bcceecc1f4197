import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayStep, STEPS, type Step, storageStep, tilePeriod, windowStart } from "./windows.ts";

const DAY = 86_400;
/** A Monday, midnight UTC. */
const MONDAY = 1_767_571_200;

it("finds the start of a window, also before 1970", () => {
  expect(windowStart(MONDAY + 3_725, 60)).toBe(MONDAY + 3_720);
  expect(windowStart(MONDAY + 3_725.9, 3600)).toBe(MONDAY + 3_600);
  expect(windowStart(MONDAY, DAY)).toBe(MONDAY);
  expect(windowStart(-1, 60)).toBe(-60);
});

describe("displayStep", () => {
  it.each([
    [3600, 360, 10],
    [3600, 120, 30],
    [DAY, 300, 300],
    [7 * DAY, 300, 3600],
    [30 * DAY, 200, 4 * 3600],
    [30 * DAY, 30, DAY],
    [365 * DAY, 100, 4 * DAY],
  ])("draws %d s in at most %d points at %d s, rounded up to the ladder", (span, maxPoints, atLeast) => {
    const step = displayStep({ fromSeconds: MONDAY, toSeconds: MONDAY + span, maxPoints });
    expect(step).toBeGreaterThanOrEqual(atLeast);
    expect(step).toBeLessThanOrEqual(atLeast * 1.5);
  });

  it("never gives more points than asked, and the next smaller step always would", () => {
    const ladder = [10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e9 }),
        fc.integer({ min: 1, max: 2e8 }),
        fc.integer({ min: 2, max: 2000 }),
        (fromSeconds, span, maxPoints) => {
          const toSeconds = fromSeconds + span;
          const step = displayStep({ fromSeconds, toSeconds, maxPoints });
          const points = (s: number) => Math.ceil(toSeconds / s) - Math.floor(fromSeconds / s);
          expect(points(step)).toBeLessThanOrEqual(maxPoints);
          const smaller = step > DAY ? step - DAY : ladder.findLast((s) => s < step);
          if (smaller !== undefined) expect(points(smaller)).toBeGreaterThan(maxPoints);
          expect(step % storageStep(step)).toBe(0);
        },
      ),
    );
  });

  it.each([1, 0, Number.NaN])("refuses %s points", (maxPoints) => {
    expect(() => displayStep({ fromSeconds: 0, toSeconds: 60, maxPoints })).toThrow(RangeError);
  });
});

describe("storageStep", () => {
  it.each([
    [10, 10],
    [30, 10],
    [60, 60],
    [1800, 600],
    [5400, 600],
    [10800, 3600],
    [43200, 21600],
    [DAY, DAY],
    [3 * DAY, DAY],
  ])("reads %d s from %d s", (display, storage) => expect(storageStep(display)).toBe(storage));

  it.each([0, -60, 15, Number.NaN])("refuses %s s", (step) => expect(() => storageStep(step)).toThrow(RangeError));
});

describe("tilePeriod", () => {
  const fresh = () => false;

  it("reads days, then hours, minutes and seconds at the edges", () => {
    const fromSeconds = MONDAY - 2 * 3600 - 70;
    const toSeconds = MONDAY + 2 * DAY + 3600 + 20;
    expect(tilePeriod({ fromSeconds, toSeconds, isStale: fresh })).toEqual([
      { step: 10, fromSeconds, toSeconds: MONDAY - 7260 },
      { step: 60, fromSeconds: MONDAY - 7260, toSeconds: MONDAY - 7200 },
      { step: 3600, fromSeconds: MONDAY - 7200, toSeconds: MONDAY },
      { step: DAY, fromSeconds: MONDAY, toSeconds: MONDAY + 2 * DAY },
      { step: 3600, fromSeconds: MONDAY + 2 * DAY, toSeconds: MONDAY + 2 * DAY + 3600 },
      { step: 10, fromSeconds: MONDAY + 2 * DAY + 3600, toSeconds },
    ]);
  });

  it("goes down only where a window is stale", () => {
    const stale = new Set([`${DAY} ${MONDAY}`, `21600 ${MONDAY}`, `3600 ${MONDAY + 7200}`]);
    const isStale = (step: Step, start: number) => stale.has(`${step} ${start}`);
    expect(tilePeriod({ fromSeconds: MONDAY, toSeconds: MONDAY + 2 * DAY, isStale })).toEqual([
      { step: 3600, fromSeconds: MONDAY, toSeconds: MONDAY + 7200 },
      { step: 600, fromSeconds: MONDAY + 7200, toSeconds: MONDAY + 10_800 },
      { step: 3600, fromSeconds: MONDAY + 10_800, toSeconds: MONDAY + 21_600 },
      { step: 21_600, fromSeconds: MONDAY + 21_600, toSeconds: MONDAY + DAY },
      { step: DAY, fromSeconds: MONDAY + DAY, toSeconds: MONDAY + 2 * DAY },
    ]);
  });

  it("asks about few windows: 30 days unaligned, one day of them stale", () => {
    let asked = 0;
    const isStale = (step: Step, start: number) => {
      asked++;
      return step === DAY && start === MONDAY + 5 * DAY;
    };
    tilePeriod({ fromSeconds: MONDAY + 10, toSeconds: MONDAY + 30 * DAY + 10, isStale });
    expect(asked).toBeLessThanOrEqual(30 + 2 * 23 + 2 * 59 + 24);
  });

  it("covers exactly the period, in order, aligned, never with a stale window, and no window could be coarser", () => {
    const some = fc.subarray([...STEPS], { minLength: 1 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 0, max: 30_000 }),
        some,
        fc.func(fc.nat(3)),
        (start, length, steps, dice) => {
          const finest = steps[0] as Step;
          const fromSeconds = MONDAY + start * finest;
          const toSeconds = fromSeconds + length * finest;
          const isStale = (step: Step, at: number) => step !== finest && dice(step, at) === 0;
          const ranges = tilePeriod({ fromSeconds, toSeconds, steps, isStale });
          let at = fromSeconds;
          for (const [i, range] of ranges.entries()) {
            expect(range.fromSeconds).toBe(at);
            expect(range.toSeconds).toBeGreaterThan(at);
            expect(range.fromSeconds % range.step).toBe(0);
            expect(range.toSeconds % range.step).toBe(0);
            expect(range.step).not.toBe(ranges[i - 1]?.step);
            at = range.toSeconds;
            if (range.step === finest) continue;
            for (let w = range.fromSeconds; w < range.toSeconds; w += range.step)
              expect(isStale(range.step, w)).toBe(false);
          }
          expect(at).toBe(toSeconds);
          for (const range of ranges) {
            for (const coarser of steps.filter((step) => step > range.step)) {
              const first = Math.ceil(fromSeconds / coarser) * coarser;
              for (let w = first; w + coarser <= toSeconds; w += coarser) {
                if (w < range.toSeconds && w + coarser > range.fromSeconds) expect(isStale(coarser, w)).toBe(true);
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ["an end inside a window", { fromSeconds: 0, toSeconds: 15 }],
    ["ends in the wrong order", { fromSeconds: 20, toSeconds: 10 }],
    ["an end that is no number", { fromSeconds: 0, toSeconds: Number.NaN }],
    ["no steps", { fromSeconds: 0, toSeconds: 10, steps: [] }],
    ["steps in the wrong order", { fromSeconds: 0, toSeconds: 3600, steps: [60, 10] as Step[] }],
  ])("refuses %s", (_, period) => {
    expect(() => tilePeriod({ ...period, isStale: fresh })).toThrow(RangeError);
  });
});
