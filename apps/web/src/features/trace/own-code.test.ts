import { expect, test } from "vitest";
import { gapsIn } from "./own-code.ts";

const stretch = (startMs: number, endMs: number) => ({ startMs, durationMs: endMs - startMs });

test("before, between and after the parts", () => {
  expect(gapsIn(stretch(10, 100), [stretch(20, 30), stretch(50, 90)], 0)).toEqual([
    stretch(10, 20),
    stretch(30, 50),
    stretch(90, 100),
  ]);
});

test("parts in any order, inside each other, overlapping, and reaching beyond the whole", () => {
  const parts = [stretch(60, 200), stretch(12, 40), stretch(15, 20), stretch(30, 45), stretch(0, 11)];
  expect(gapsIn(stretch(10, 100), parts, 0)).toEqual([stretch(11, 12), stretch(45, 60)]);
});

test("short ones are not worth a row", () => {
  expect(gapsIn(stretch(0, 10), [stretch(1, 4), stretch(9, 10)], 2)).toEqual([stretch(4, 9)]);
});

test("without parts it is one gap; where they fill it there is none, nor in what took no time", () => {
  expect(gapsIn(stretch(0, 10), [], 1)).toEqual([stretch(0, 10)]);
  expect(gapsIn(stretch(0, 10), [stretch(0, 10)], 0)).toEqual([]);
  expect(gapsIn(stretch(5, 5), [], 0)).toEqual([]);
});

test("parts that lie wholly outside change nothing", () => {
  expect(gapsIn(stretch(10, 20), [stretch(0, 5), stretch(30, 40)], 0)).toEqual([stretch(10, 20)]);
});
