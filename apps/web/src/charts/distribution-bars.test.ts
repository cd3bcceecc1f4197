import { describe, expect, it } from "vitest";
import { type Bucket, distributionBars } from "./distribution-bars.ts";
import { logTicks } from "./log-ticks.ts";

/** A bucket of scale 5 (32 to an octave) or coarser that begins at 2^(index / perOctave). */
function bucket(index: number, count: number, perOctave = 32): Bucket {
  return { lowerMs: 2 ** (index / perOctave), upperMs: 2 ** ((index + 1) / perOctave), count };
}

const total = (bars: readonly Bucket[]) => bars.reduce((sum, { count }) => sum + count, 0);

describe("distributionBars", () => {
  it("keeps every count, in bars that are neighbours and equally wide", () => {
    const buckets = Array.from({ length: 300 }, (_, at) => bucket(at - 37, (at * 7919) % 101));
    const { bars } = distributionBars(buckets.filter(({ count }) => count > 0));
    expect(total(bars)).toBe(total(buckets));
    expect(bars.length).toBeGreaterThan(20);
    expect(bars.length).toBeLessThanOrEqual(48);
    const widths = bars.map(({ lowerMs, upperMs }) => upperMs / lowerMs);
    for (const [at, bar] of bars.entries()) {
      expect(widths[at]).toBeCloseTo(widths[0] ?? 0, 9);
      if (at > 0) expect(bar.lowerMs).toBeCloseTo(bars[at - 1]?.upperMs ?? 0, 9);
    }
  });

  it("puts each bucket whole into the bar that it lies in", () => {
    const buckets = [bucket(100, 3), bucket(101, 5), bucket(900, 1)];
    const { bars } = distributionBars(buckets);
    for (const { lowerMs, upperMs, count } of buckets) {
      const bar = bars.find((each) => each.lowerMs <= lowerMs * 1.000001 && each.upperMs >= upperMs * 0.999999);
      expect(bar?.count).toBeGreaterThanOrEqual(count);
    }
    expect(bars.filter(({ count }) => count > 0)).toHaveLength(2);
  });

  it("never divides a bucket of a coarser scale", () => {
    const { bars } = distributionBars([bucket(3, 10, 4), bucket(4, 20, 4)]);
    expect(bars.filter(({ count }) => count > 0).map(({ count }) => count)).toEqual([10, 20]);
  });

  it("gives a lone bucket room on both sides", () => {
    const { bars, positionOf } = distributionBars([bucket(200, 4)]);
    expect(bars.length).toBeGreaterThanOrEqual(12);
    const at = bars.findIndex(({ count }) => count === 4);
    expect(at).toBeGreaterThan(2);
    expect(at).toBeLessThan(bars.length - 3);
    const inside = positionOf(2 ** (200.5 / 32)) * bars.length;
    expect(inside).toBeGreaterThan(at);
    expect(inside).toBeLessThan(at + 1);
  });

  it("has few bars for few requests", () => {
    const spread = Array.from({ length: 20 }, (_, at) => bucket(at * 11, 1));
    expect(distributionBars(spread).bars.length).toBeLessThanOrEqual(12);
  });

  it("stands zeros before the axis", () => {
    const { bars, positionOf } = distributionBars([{ lowerMs: 0, upperMs: 2 ** -20, count: 7 }, bucket(64, 2)]);
    expect(bars[0]).toMatchObject({ lowerMs: 0, count: 7 });
    expect(total(bars)).toBe(9);
    expect(positionOf(0)).toBe(0);
    expect(positionOf(4)).toBeGreaterThan(1 / bars.length);
  });

  it("copes with nothing, and with only zeros", () => {
    expect(total(distributionBars([]).bars)).toBe(0);
    expect(total(distributionBars([{ lowerMs: 0, upperMs: 2 ** -20, count: 7 }]).bars)).toBe(7);
  });

  it("keeps marks within the axis", () => {
    const { positionOf } = distributionBars([bucket(64, 2)]);
    expect(positionOf(1e9)).toBe(1);
    expect(positionOf(1e-9)).toBe(0);
  });
});

describe("logTicks", () => {
  it("is as fine as there is room for", () => {
    expect(logTicks(1, 1000, 7)).toEqual([1, 3, 10, 30, 100, 300, 1000]);
    expect(logTicks(4, 90, 6)).toEqual([5, 10, 20, 50]);
    expect(logTicks(2, 9, 8)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("takes even steps over a short axis", () => {
    expect(logTicks(21, 29, 6)).toEqual([22, 24, 26, 28]);
    expect(logTicks(0.1, 0.15, 6)).toEqual([0.1, 0.11, 0.12, 0.13, 0.14, 0.15]);
  });

  it("leaves out some powers of a long one", () => {
    const ticks = logTicks(1e-6, 4e9, 6);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
  });
});
