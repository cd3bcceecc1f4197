import { describe, expect, test } from "vitest";
import { groupPath, nearestPoint, placeAt, type ScatterGroup, valueEnds, xOf, yOf } from "./scatter.ts";
import { timeTicks } from "./time-ticks.ts";

const SCALE = { width: 200, height: 100, from: 1000, to: 3000, low: 1, high: 100 };

function group(...points: [time: number, value: number][]): ScatterGroup {
  return { name: "any", shape: "circle", color: "red", points: points.map(([time, value]) => ({ time, value })) };
}

test("ten times the value is the same step up, whatever it starts from", () => {
  expect([1, 10, 100].map((value) => yOf({ value }, SCALE))).toEqual([100, 50, 0]);
  expect(yOf({ value: 0 }, SCALE)).toBe(100);
  expect(xOf({ time: 2000 }, SCALE)).toBe(100);
});

test("a place and its moment and value are the same thing, and stay within the chart", () => {
  const { time, value } = placeAt(50, 50, SCALE);
  expect(time).toBe(1500);
  expect(value).toBeCloseTo(10);
  expect(placeAt(-20, 500, SCALE)).toEqual({ time: 1000, value: 1 });
  expect(placeAt(999, -5, SCALE)).toEqual({ time: 3000, value: 100 });
});

describe("the axis of values", () => {
  test("has room around all of them", () => {
    const { low, high } = valueEnds([group([0, 5]), group([0, 800], [0, 0])]);
    expect(low).toBeLessThan(5);
    expect(low).toBeGreaterThan(2);
    expect(high).toBeGreaterThan(800);
    expect(high).toBeLessThan(2000);
  });

  test("spans a factor of ten even where they are alike, or none", () => {
    const alike = valueEnds([group([0, 50])]);
    expect(alike.high / alike.low).toBeGreaterThanOrEqual(9.99);
    expect(valueEnds([])).toEqual({ low: 1, high: 1000 });
    expect(valueEnds([group([0, 0])])).toEqual({ low: 1, high: 1000 });
  });
});

test("the nearest point wins, if any is near", () => {
  const groups = [group([1000, 1], [2000, 10]), group([2010, 10])];
  expect(nearestPoint(groups, SCALE, { x: 100, y: 50, within: 10 })).toEqual({ group: 0, index: 1 });
  expect(nearestPoint(groups, SCALE, { x: 103, y: 50, within: 10 })).toEqual({ group: 1, index: 0 });
  expect(nearestPoint(groups, SCALE, { x: 50, y: 50, within: 10 })).toBeNull();
});

test("all points are one path", () => {
  expect(groupPath(group([1000, 1], [2000, 10]), SCALE)).toBe("M0.0 100.0h0M100.0 50.0h0");
});

describe("round moments", () => {
  const at = (text: string) => Date.parse(`2026-11-21T${text}Z`);
  const clocks = (from: string, to: string, most: number, offsetMinutes = 0) =>
    timeTicks(at(from), at(to), most, offsetMinutes * 60_000).map((time) => new Date(time).toISOString().slice(11, 19));

  test("of an hour, and by a clock that is half an hour off", () => {
    expect(clocks("14:03:10", "15:03:10", 5)).toEqual(["14:15:00", "14:30:00", "14:45:00", "15:00:00"]);
    expect(clocks("01:00:00", "13:00:00", 5, -330)).toEqual(["03:30:00", "06:30:00", "09:30:00", "12:30:00"]);
  });

  test("never more than there is room for", () => {
    for (let length = 1_000; length < 1e11; length *= 1.7)
      for (const most of [2, 4, 9])
        expect(timeTicks(1.7e12, 1.7e12 + length, most, 0).length).toBeLessThanOrEqual(most);
  });
});
