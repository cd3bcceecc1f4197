import { describe, expect, it } from "vitest";
import { Tail } from "./tail.ts";

/** A source of numbers in (0, 1) that are the same every time: Park and Miller's. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The share of values above 10^exceeding is 10^−2·exceeding. */
const pareto = (random: () => number) => random() ** -0.5;

describe("how rare a value is", () => {
  it("is told within a factor of three of the truth, for a Pareto tail", () => {
    for (const seed of [1, 2, 3]) {
      const random = uniform(seed);
      const tail = new Tail(new Float32Array(Tail.cells), 0);
      for (let i = 0; i < 20_000; i++) tail.observe(pareto(random));
      for (const rarity of [2, 3, 4]) {
        const value = 10 ** (rarity / 2);
        const told = tail.observe(value);
        expect(Math.abs(told - rarity)).toBeLessThan(Math.log10(3));
      }
    }
  });

  it("calls about one in ten rare at all", () => {
    const random = uniform(4);
    const tail = new Tail(new Float32Array(Tail.cells), 0);
    let rare = 0;
    for (let i = 0; i < 40_000; i++) if (tail.observe(pareto(random)) > 0 && i >= 20_000) rare++;
    expect(rare / 20_000).toBeGreaterThan(0.09);
    expect(rare / 20_000).toBeLessThan(0.11);
  });

  it("grows with the value, and is not moved much by one that is absurd", () => {
    const random = uniform(5);
    const tail = new Tail(new Float32Array(Tail.cells), 0);
    for (let i = 0; i < 5000; i++) tail.observe(pareto(random));
    const before = tail.observe(30);
    expect(tail.observe(300)).toBeGreaterThan(before + 1.5);
    tail.observe(1e12);
    expect(tail.observe(30)).toBeGreaterThan(before * 0.95);
  });

  it("tells a first one among zeros", () => {
    const tail = new Tail(new Float32Array(Tail.cells), 0);
    expect(tail.observe(0)).toBe(0);
    for (let i = 0; i < 100; i++) expect(tail.observe(0)).toBeLessThan(1.5);
    expect(tail.observe(3)).toBeGreaterThan(4);
  });

  it("forgets", () => {
    const random = uniform(6);
    const tail = new Tail(new Float32Array(Tail.cells), 0);
    for (let i = 0; i < 4000; i++) tail.observe(10 * pareto(random));
    for (let i = 0; i < 40_000; i++) tail.observe(pareto(random));
    expect(Math.abs(tail.observe(10) - 2)).toBeLessThan(Math.log10(3));
  });
});
