import { describe, expect, test } from "vitest";
import { median, quantile, rounded, shuffled, spread } from "./statistics.ts";

describe("median", () => {
  test("is the middle value whatever the order", () => expect(median([9, 1, 5])).toBe(5));
  test("of an even number is the mean of the two in the middle", () => expect(median([4, 1, 3, 100])).toBe(3.5));
  test("sorts by size, not by spelling", () => expect(median([10, 9, 100])).toBe(10));
  test("of nothing is an error", () => expect(() => median([])).toThrow(RangeError));
});

test("quantile is the nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(quantile(values, 0.99)).toBe(99);
  expect(quantile(values, 1)).toBe(100);
  expect(quantile(values, 0)).toBe(1);
});

test("spread has median and extremes", () => expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 }));

test("rounded keeps so many digits", () => expect(rounded(1.23456, 2)).toBe(1.23));

describe("shuffled", () => {
  test("keeps every item once and leaves the original alone", () => {
    const items = [1, 2, 3, 4, 5];
    expect(shuffled(items).sort()).toEqual(items);
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });

  test("reaches every order equally often", () => {
    const orders = new Map<string, number>();
    // All outcomes of the two draws that three items take.
    for (let first = 0; first < 3; first++) {
      for (let second = 0; second < 2; second++) {
        const draws = [first / 3 + 0.01, second / 2 + 0.01];
        const order = shuffled(["a", "b", "c"], () => draws.shift() ?? 0).join("");
        orders.set(order, (orders.get(order) ?? 0) + 1);
      }
    }
    expect(orders.size).toBe(6);
    expect([...orders.values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
