import { expect, test } from "vitest";
import { pace } from "./pace.ts";
import { branch, exponential, seededRandom, shuffled, zipf } from "./random.ts";

test("the same seed gives the same, another seed something else", () => {
  const draw = (seed: number) => Array.from({ length: 20 }, seededRandom(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(branch(1, 0)()).not.toBe(branch(1, 1)());
  expect(branch(1, 7)()).toBe(branch(1, 7)());
});

test("draws are from 0 to 1, evenly", () => {
  const random = seededRandom(3);
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const tenth = Math.floor(random() * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(tenths).toHaveLength(10);
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test("ranks follow Zipf's law", () => {
  const random = seededRandom(4);
  const pick = zipf(50, 1.1);
  const counts = new Array<number>(50).fill(0);
  const draws = 200_000;
  for (let i = 0; i < draws; i++) {
    const rank = pick(random);
    counts[rank] = (counts[rank] ?? 0) + 1;
  }
  expect(counts).toHaveLength(50);
  const whole = counts.reduce((sum, _, rank) => sum + (rank + 1) ** -1.1, 0);
  counts.forEach((count, rank) => {
    const expected = (draws * (rank + 1) ** -1.1) / whole;
    // Six standard deviations of a binomial count: with a fixed seed it either holds or the law is broken.
    expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected));
  });
});

test("one rank is always that rank", () => {
  expect(zipf(1, 1.1)(() => 0.999999)).toBe(0);
});

test("waiting times have their mean and are finite", () => {
  const random = seededRandom(5);
  let sum = 0;
  for (let i = 0; i < 50_000; i++) sum += exponential(random, 4);
  expect(sum / 50_000).toBeCloseTo(4, 0);
  expect(exponential(() => 0, 1)).toBeCloseTo(0);
  expect(exponential(() => 1 - 2 ** -32, 1)).toBeLessThan(23);
});

test("shuffling keeps everything, and the list given as it is", () => {
  const list = Object.freeze([1, 2, 3, 4, 5, 6, 7, 8]);
  const mixed = shuffled(seededRandom(6), list);
  expect(mixed).not.toEqual(list);
  expect(mixed.toSorted()).toEqual(list);
});

test("the pace comes out at the rate over hours, waves, and bursts", () => {
  const wanted = pace(20, seededRandom(7));
  const seconds = 8 * 3_600;
  const rates = Array.from({ length: seconds }, (_, second) => wanted(second));
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / seconds;
  expect(Math.abs(mean - 20)).toBeLessThan(1);
  expect(Math.min(...rates)).toBeGreaterThan(8);
  expect(Math.max(...rates)).toBeGreaterThan(40);
});
