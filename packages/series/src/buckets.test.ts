import fc from "fast-check";
import { expect, it } from "vitest";
import { FIRST_INDEX, finestIndex, LARGEST_BOUND, LAST_INDEX, lowerBound, ZERO_THRESHOLD } from "./buckets.ts";

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The double `steps` places after a positive one. */
function neighbour(value: number, steps: bigint): number {
  float[0] = value;
  bits[0] = (bits[0] as bigint) + steps;
  return float[0] as number;
}

/** 2^52 times the significand of a positive double, and its exponent. */
function parts(value: number): { significand: bigint; exponent: number } {
  float[0] = value;
  const raw = bits[0] as bigint;
  return { significand: (raw & (2n ** 52n - 1n)) | (2n ** 52n), exponent: Number(raw >> 52n) - 1023 };
}

/** value <= 2^(index/32), decided in whole numbers: (s / 2^52)^32 × 2^(32e) <= 2^index. */
function isAtMostPower(value: number, index: number): boolean {
  const { significand, exponent } = parts(value);
  const power = 52 * 32 + index - 32 * exponent;
  return power >= 0 && significand ** 32n <= 2n ** BigInt(power);
}

it("places the values around every bound of every bucket as the formula says, in exact arithmetic", () => {
  for (let index = FIRST_INDEX; index <= LAST_INDEX; index++) {
    const upper = lowerBound(index + 1, 5);
    expect(isAtMostPower(upper, index + 1)).toBe(true);
    expect(isAtMostPower(neighbour(upper, 1n), index + 1)).toBe(false);
    expect(finestIndex(upper)).toBe(index);
    expect(finestIndex(neighbour(upper, -1n))).toBe(index);
    expect(finestIndex(neighbour(lowerBound(index, 5), 1n))).toBe(index);
  }
});

it("includes powers of two in the bucket that they end", () => {
  for (let exponent = -19; exponent <= 32; exponent++) expect(finestIndex(2 ** exponent)).toBe(exponent * 32 - 1);
});

it("places any value between the bounds of its bucket", () => {
  const value = fc.double({ min: ZERO_THRESHOLD, minExcluded: true, max: LARGEST_BOUND, noNaN: true });
  fc.assert(
    fc.property(value, (v) => {
      const index = finestIndex(v);
      expect(isAtMostPower(v, index + 1)).toBe(true);
      expect(isAtMostPower(v, index)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

it("lets the scales agree on their bounds", () => {
  for (let scale = 0; scale < 5; scale++) {
    for (let index = FIRST_INDEX >> (5 - scale); index <= LAST_INDEX >> (5 - scale); index++) {
      expect(lowerBound(index, scale)).toBe(lowerBound(index * 2, scale + 1));
    }
  }
});
