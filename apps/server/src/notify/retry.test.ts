import { expect, test } from "vitest";
import { nextAttemptMs } from "./retry.ts";

const next = (attempt: number, more: Partial<Parameters<typeof nextAttemptMs>[0]> = {}) =>
  nextAttemptMs({ attempt, nowMs: 0, firstTriedMs: 0, retryAfterMs: null, random: () => 0.5, ...more });

test("each attempt waits twice as long as the one before, up to a quarter of an hour", () => {
  expect([1, 2, 3, 8, 9, 50, 2_000].map((attempt) => next(attempt))).toEqual([
    5_000, 10_000, 20_000, 640_000, 900_000, 900_000, 900_000,
  ]);
});

test("no two channels come back at the same moment", () => {
  expect([0, 0.999].map((value) => Math.round(next(1, { random: () => value }) ?? 0))).toEqual([3_750, 6_248]);
});

test("a receiver that asks for more time gets it, one that asks for less does not hurry us", () => {
  expect(next(1, { retryAfterMs: 60_000 })).toBe(60_000);
  expect(next(1, { retryAfterMs: 1 })).toBe(5_000);
});

test("after a day it is given up", () => {
  const day = 86_400_000;
  expect(next(100, { nowMs: day - 900_000 })).toBe(day);
  expect(next(100, { nowMs: day - 899_999 })).toBeNull();
  expect(next(1, { retryAfterMs: day + 1 })).toBeNull();
});
