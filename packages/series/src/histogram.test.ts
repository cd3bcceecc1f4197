import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_SCALE, Histogram } from "./histogram.ts";

const MICROSECOND = 0.001;
const HOUR = 3.6e6;

function histogramOf(values: readonly number[], scale = DEFAULT_SCALE): Histogram {
  const histogram = new Histogram(scale);
  for (const value of values) histogram.record(value);
  return histogram;
}

/** By default fast-check makes arrays of about ten, in which neighbouring ranks are rarely told apart. */
const MANY = { minLength: 1, maxLength: 300, size: "max" } as const;

/** Spread evenly over the orders of magnitude, as durations are; fc.double alone would be mostly tiny. */
const duration = fc.double({ min: Math.log(MICROSECOND), max: Math.log(HOUR), noNaN: true }).map(Math.exp);
/** Values on, just below and just above the bounds of buckets, where an error would be largest. */
const edge = fc
  .tuple(fc.integer({ min: -318, max: 697 }), fc.constantFrom(1 - 2 ** -50, 1, 1 + 2 ** -50))
  .map(([index, factor]) => 2 ** (index / 32) * factor);
const clustered = fc
  .tuple(duration, fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), MANY))
  .map(([centre, factors]) => factors.map((factor) => Math.min(HOUR, Math.max(MICROSECOND, centre * factor))));
const samples = fc.oneof(
  fc.array(duration, MANY),
  fc.array(edge, MANY),
  clustered,
  fc.tuple(clustered, clustered).map(([low, high]) => [...low, ...high]),
  fc.tuple(duration, fc.integer({ min: 1, max: 300 })).map(([value, times]) => Array<number>(times).fill(value)),
);
/** Anything that may be recorded, zeros and values past the last bucket included. */
const anyValues = fc.array(fc.oneof(duration, edge, fc.constantFrom(0, 1e-9, 2 ** -20, 2 ** 32, 1e12)), {
  maxLength: 80,
  size: "max",
});
const scale = fc.integer({ min: 0, max: 5 });
const anyHistogram = fc.tuple(anyValues, scale).map(([values, s]) => histogramOf(values, s));
const copy = (histogram: Histogram) => Histogram.decode(histogram.encode());

describe("quantile", () => {
  it("is within 1.1 % of the exact nearest rank from 1 µs to 1 h, whatever the distribution", () => {
    const quantile = fc.oneof(
      fc.constantFrom(0, 0.5, 0.95, 0.99, 0.999, 1),
      fc.nat(1000).map((permille) => permille / 1000),
    );
    fc.assert(
      fc.property(samples, quantile, (values, q) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number;
        const histogram = histogramOf(values);
        const found = histogram.quantile(q) as number;
        expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.011);
        const extremes = { min: sorted[0] as number, max: sorted.at(-1) as number };
        const clamped = histogram.quantile(q, extremes) as number;
        expect(Math.abs(clamped - exact)).toBeLessThanOrEqual(Math.abs(found - exact));
        expect(clamped).toBeGreaterThanOrEqual(extremes.min);
        expect(clamped).toBeLessThanOrEqual(extremes.max);
      }),
      { numRuns: 500 },
    );
  });

  it("errs by the same share at both ends of a bucket", () => {
    const [bucket] = histogramOf([100]).buckets();
    const { lower, upper } = bucket as { lower: number; upper: number };
    const found = histogramOf([100]).quantile(0.5) as number;
    expect((found - lower) / lower).toBeCloseTo((upper - found) / upper, 12);
  });

  it("is null without values, 0 in the zero bucket, and exact at the extremes when these are known", () => {
    expect(new Histogram().quantile(0.5)).toBeNull();
    expect(histogramOf([0, 0, 5]).quantile(0.5)).toBe(0);
    expect(histogramOf([3, 5, 9]).quantile(0, { min: 3, max: 9 })).toBe(3);
    expect(histogramOf([3, 5, 9]).quantile(1, { min: 3, max: 9 })).toBe(9);
    expect(histogramOf([7e10]).quantile(0.5, { max: 7e10 })).toBe(7e10);
  });

  it("gives several in one walk as it gives each", () => {
    fc.assert(
      fc.property(anyValues, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), (values, qs) => {
        const histogram = histogramOf(values);
        qs.sort((a, b) => a - b);
        const extremes = { min: Math.min(...values), max: Math.max(...values) };
        expect(histogram.quantiles(qs)).toEqual(qs.map((q) => histogram.quantile(q)));
        expect(histogram.quantiles(qs, extremes)).toEqual(qs.map((q) => histogram.quantile(q, extremes)));
      }),
    );
    expect(() => histogramOf([1]).quantiles([0.9, 0.5])).toThrow(RangeError);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses the quantile %s", (q) => {
    expect(() => histogramOf([1]).quantile(q)).toThrow(RangeError);
  });
});

describe("record", () => {
  it.each([-1, -0.001, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("ignores %s", (value) => {
    const histogram = histogramOf([1, 2]);
    expect(histogram.record(value)).toBe(false);
    expect(histogram.count).toBe(2);
    expect(histogram.zeroCount).toBe(0);
  });

  it("counts tiny values as zero and huge ones in the last bucket", () => {
    const histogram = histogramOf([0, -0, 2 ** -20, 2 ** 32, 2 ** 33, Number.MAX_VALUE]);
    expect(histogram.zeroCount).toBe(3);
    expect(histogram.buckets()).toEqual([
      { lower: 0, upper: 2 ** -20, count: 3 },
      { lower: expect.closeTo(2 ** 32 / 2 ** (1 / 32), 3), upper: 2 ** 32, count: 3 },
    ]);
  });

  it("counts every value in a bucket that holds it, at every scale", () => {
    fc.assert(
      fc.property(duration, scale, (value, s) => {
        const buckets = histogramOf([value], s).buckets();
        expect(buckets).toHaveLength(1);
        const { lower, upper } = buckets[0] as { lower: number; upper: number };
        expect(lower < value && value <= upper).toBe(true);
        expect(Math.log2(upper / lower)).toBeCloseTo(2 ** -s, 9);
      }),
    );
  });

  it("starts afresh after clear, at the same scale", () => {
    fc.assert(
      fc.property(anyValues, anyValues, scale, (before, after, s) => {
        const reused = histogramOf(before, s);
        reused.clear();
        expect(reused.count).toBe(0);
        for (const value of after) reused.record(value);
        expect(reused.encode()).toEqual(histogramOf(after, s).encode());
      }),
    );
  });

  it.each([-1, 6, 2.5, Number.NaN])("refuses the scale %s", (s) => {
    expect(() => new Histogram(s)).toThrow(RangeError);
  });
});

describe("merge", () => {
  it("equals recording everything into one", () => {
    fc.assert(
      fc.property(anyValues, anyValues, (a, b) => {
        const merged = histogramOf(a).merge(histogramOf(b));
        expect(merged.encode()).toEqual(histogramOf([...a, ...b]).encode());
        expect(merged.count).toBe(a.length + b.length);
      }),
    );
  });

  it("is commutative and associative, also across scales", () => {
    fc.assert(
      fc.property(anyHistogram, anyHistogram, anyHistogram, (a, b, c) => {
        expect(copy(a).merge(b).encode()).toEqual(copy(b).merge(a).encode());
        expect(copy(a).merge(b).merge(c).encode()).toEqual(copy(a).merge(copy(b).merge(c)).encode());
      }),
    );
  });

  it("leaves the other as it was, and doubles when merged with itself", () => {
    fc.assert(
      fc.property(anyHistogram, anyHistogram, (a, b) => {
        const before = b.encode();
        a.merge(b);
        expect(b.encode()).toEqual(before);
        const count = b.count;
        expect(b.merge(b).count).toBe(2 * count);
      }),
    );
  });
});

describe("downscale", () => {
  it("equals having recorded at the coarser scale, and commutes with merge", () => {
    fc.assert(
      fc.property(anyValues, anyValues, scale, scale, (a, b, one, other) => {
        const fine = Math.max(one, other);
        const coarse = Math.min(one, other);
        expect(histogramOf(a, fine).downscale(coarse).encode()).toEqual(histogramOf(a, coarse).encode());
        expect(histogramOf(a, fine).merge(histogramOf(b, fine)).downscale(coarse).encode()).toEqual(
          histogramOf(a, fine).downscale(coarse).merge(histogramOf(b, fine).downscale(coarse)).encode(),
        );
      }),
    );
  });

  it("refuses a finer scale", () => {
    expect(() => new Histogram(3).downscale(4)).toThrow(RangeError);
  });
});

describe("sumAbove", () => {
  it("counts what lies above and adds up by how much, both within the width of a bucket", () => {
    fc.assert(
      fc.property(samples, duration, (values, threshold) => {
        const { count, excess } = histogramOf(values).sumAbove(threshold);
        const above = values.filter((value) => value > threshold);
        const nearby = values.filter((value) => Math.abs(value / threshold - 1) < 0.023).length;
        expect(Math.abs(count - above.length)).toBeLessThanOrEqual(nearby + 1e-6);
        const sum = above.reduce((total, value) => total + value, 0);
        const slack = 0.011 * sum + 0.023 * threshold * nearby + 1e-9;
        expect(Math.abs(excess - (sum - threshold * above.length))).toBeLessThanOrEqual(slack);
      }),
    );
  });

  it("is nothing above everything, and all of it above nothing", () => {
    expect(histogramOf([1, 2, 3]).sumAbove(10)).toEqual({ count: 0, excess: 0 });
    const { count, excess } = histogramOf([10, 20, 30]).sumAbove(0);
    expect(count).toBe(3);
    expect(Math.abs(excess / 60 - 1)).toBeLessThan(0.011);
  });
});

describe("countAbove", () => {
  it("is never too high, and short by less than the threshold's own bucket", () => {
    fc.assert(
      fc.property(anyValues, fc.oneof(duration, edge, fc.constantFrom(0, 2 ** 32, 1e12)), (values, threshold) => {
        const found = histogramOf(values).countAbove(threshold);
        expect(found).toBeLessThanOrEqual(values.filter((value) => value > threshold).length);
        const surely = values.filter((value) => value > Math.max(threshold * 1.0219, 2 ** -20) && threshold < 4e9);
        expect(found).toBeGreaterThanOrEqual(surely.length);
      }),
    );
  });

  it("is exact at the bound of a bucket", () => {
    expect(histogramOf([0, 1, 2, 2.01, 4, 100]).countAbove(2)).toBe(3);
    expect(histogramOf([0, 1, 2]).countAbove(-1)).toBe(3);
    expect(histogramOf([0, 1, 2]).countAbove(0)).toBe(2);
    expect(histogramOf([0, 1, 2]).countAbove(Number.NaN)).toBe(0);
  });
});
