import { expect, test } from "vitest";
import { drawnPeriod } from "./drawn-period.ts";

const NOW = Date.parse("2026-11-21T14:00:00.000Z");
const MINUTE = 60_000;
const ago = (minutes: number) => ({ time: new Date(NOW - minutes * MINUTE).toISOString() });
const begun = (minutes: number) => NOW - minutes * MINUTE;

test("what was there before the period leaves it whole, however few requests there are", () => {
  expect(drawnPeriod("1h", { now: NOW, begunAt: begun(500), points: [ago(3)] })).toEqual({ from: begun(60), to: NOW });
  expect(drawnPeriod("1h", { now: NOW, begunAt: null, points: [ago(3)] }).from).toBe(begun(60));
});

test("what began within it is drawn from there on, but never less than some minutes", () => {
  expect(drawnPeriod("1h", { now: NOW, begunAt: begun(20), points: [ago(3)] }).from).toBe(begun(20.6));
  expect(drawnPeriod("24h", { now: NOW, begunAt: begun(1), points: [] }).from).toBe(begun(5.15));
});

test("a request from before its service was known is not cut off", () => {
  expect(drawnPeriod("1h", { now: NOW, begunAt: begun(1), points: [ago(3), ago(40), ago(9)] }).from).toBe(begun(41.2));
});

test("a range that was chosen is what is drawn", () => {
  const range = { from: ago(50).time, to: ago(40).time };
  expect(drawnPeriod(range, { now: NOW, begunAt: begun(45), points: [] })).toEqual({ from: begun(50), to: begun(40) });
});
