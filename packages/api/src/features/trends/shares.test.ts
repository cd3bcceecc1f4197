import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chanceOfLarger, isLarger } from "./shares.ts";

/** By its definition, with no logarithms and no shortcuts. */
function fisher(a: number, n: number, b: number, m: number): number {
  const choose = (of: number, k: number): bigint => {
    let product = 1n;
    for (let i = 1n; i <= BigInt(k); i++) product = (product * (BigInt(of - k) + i)) / i;
    return product;
  };
  const having = a + b;
  let above = 0n;
  for (let k = a; k <= Math.min(having, n); k++) if (having - k <= m) above += choose(n, k) * choose(m, having - k);
  return Number((above * 10n ** 12n) / choose(n + m, having)) / 1e12;
}

const counts = fc
  .tuple(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 150 }))
  .chain(([n, m]) =>
    fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n), fc.integer({ min: 0, max: m }), fc.constant(m)),
  );

describe("the chance that a share is larger by luck", () => {
  it("is Fisher's", () => {
    fc.assert(
      fc.property(counts, ([a, n, b, m]) => {
        fc.pre(a / n > b / m);
        expect(chanceOfLarger({ part: a, of: n }, { part: b, of: m })).toBeCloseTo(fisher(a, n, b, m), 9);
      }),
    );
  });

  it("goes over into the normal distribution without a jump", () => {
    for (const part of [110, 125, 140, 150]) {
      // One more than is added up term by term.
      const found = chanceOfLarger({ part, of: 2_000 }, { part: 101, of: 2_000 });
      expect(Math.abs(found - fisher(part, 2_000, 101, 2_000))).toBeLessThan(0.04);
    }
  });

  it("takes one more for what it is", () => {
    expect(isLarger({ part: 2, of: 300 }, { part: 1, of: 300 })).toBe(false);
    expect(isLarger({ part: 2, of: 30 }, { part: 0, of: 180 })).toBe(false);
    expect(isLarger({ part: 30, of: 300 }, { part: 3, of: 300 })).toBe(true);
    expect(isLarger({ part: 60_000, of: 1_000_000 }, { part: 50_000, of: 1_000_000 })).toBe(true);
  });

  it("never finds both larger, and grows smaller as the part grows", () => {
    fc.assert(
      fc.property(counts, ([a, n, b, m]) => {
        const [one, other] = [
          { part: a, of: n },
          { part: b, of: m },
        ];
        expect(isLarger(one, other) && isLarger(other, one)).toBe(false);
        if (a < n)
          expect(chanceOfLarger({ part: a + 1, of: n }, other)).toBeLessThanOrEqual(chanceOfLarger(one, other) + 1e-12);
      }),
    );
  });

  it("is quick with any counts", () => {
    const started = performance.now();
    for (let i = 0; i < 1_000; i++) chanceOfLarger({ part: 180, of: 1e7 }, { part: 10, of: 1e9 });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("compares nothing with nothing", () => {
    expect(chanceOfLarger({ part: 0, of: 0 }, { part: 5, of: 50 })).toBe(1);
    expect(chanceOfLarger({ part: 5, of: 50 }, { part: 0, of: 0 })).toBe(1);
    expect(chanceOfLarger({ part: 50, of: 50 }, { part: 50, of: 50 })).toBe(1);
  });
});
