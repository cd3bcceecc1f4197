import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerBound } from "./buckets.ts";
import { Histogram } from "./histogram.ts";

const SAFE = Number.MAX_SAFE_INTEGER;

/** LEB128, written on its own so that the tests do not trust the writer that they test. */
function varint(value: number): number[] {
  let rest = BigInt(value);
  const bytes: number[] = [];
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

/** Encoded counts in consecutive buckets; `first` counts from the lowest bucket of the scale. */
function encoded(counts: number[], { scale = 5, zeroCount = 0, first = 0 } = {}): Uint8Array {
  const tail = counts.length > 0 ? [...varint(first), ...counts.flatMap(varint)] : [];
  return Uint8Array.from([1, scale, ...varint(zeroCount), ...varint(counts.length), ...tail]);
}

const count = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 45 }));
const scale = fc.integer({ min: 0, max: 5 });
/** Sparse and dense, anywhere in the range, with counts that take one to seven bytes. */
const valid = fc
  .tuple(
    scale,
    fc.nat(1000),
    fc.nat(52 * 32 - 1),
    fc.array(fc.tuple(fc.nat(40), count), { maxLength: 60, size: "max" }),
  )
  .map(([s, zeroCount, start, gaps]) => {
    const bytes = [1, s, ...varint(zeroCount)];
    const last = 52 * 2 ** s - 1;
    const first = start % (last + 1);
    let index = first;
    const counts: number[] = [];
    for (const [gap, c] of gaps) {
      const skip = counts.length === 0 ? 0 : gap;
      if (index + skip > last) break;
      if (skip > 0) counts.push(0, ...varint(skip));
      counts.push(...varint(c));
      index += skip + 1;
    }
    bytes.push(...varint(index - first));
    if (index > first) bytes.push(...varint(first), ...counts);
    return Uint8Array.from(bytes);
  });

describe("the encoding", () => {
  it("is what the format says, byte by byte", () => {
    const histogram = new Histogram();
    histogram.record(0);
    for (let i = 0; i < 300; i++) histogram.record(2);
    histogram.record(2.5);
    // 2 is the upper bound of index 31, 2.5 lies in 42, and the lowest index is -640.
    expect(lowerBound(32, 5)).toBe(2);
    expect([...histogram.encode()]).toEqual([1, 5, 1, 12, ...varint(671), ...varint(300), 0, 10, 1]);
    expect([...new Histogram(3).encode()]).toEqual([1, 3, 0, 0]);
  });

  it("returns from bytes to the same bytes, with the same count", () => {
    fc.assert(
      fc.property(valid, (bytes) => {
        expect(Histogram.decode(bytes).encode()).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it("returns from a histogram to an equal one", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e10, noNaN: true })), scale, (values, s) => {
        const histogram = new Histogram(s);
        for (const value of values) histogram.record(value);
        const decoded = Histogram.decode(histogram.encode());
        expect(decoded.scale).toBe(s);
        expect(decoded.zeroCount).toBe(histogram.zeroCount);
        expect(decoded.buckets()).toEqual(histogram.buckets());
      }),
    );
  });

  it("in its shorter version says the same, in no more bytes, and merges the same at any two scales", () => {
    fc.assert(
      fc.property(valid, valid, (a, b) => {
        const [one, other] = [Histogram.decode(a), Histogram.decode(b)];
        const short = other.encodeShort();
        expect(short.length).toBeLessThanOrEqual(b.length);
        expect(Histogram.decode(short).encode()).toEqual(b);
        expect(one.mergeEncoded(short).encode()).toEqual(Histogram.decode(a).merge(other).encode());
      }),
      { numRuns: 500 },
    );
  });

  it("of seventy requests is less than two thirds as long in its shorter version", () => {
    const histogram = new Histogram();
    for (let i = 0; i < 70; i++) histogram.record(40 * Math.exp(0.6 * Math.sin(i * 1.7) + 0.4 * Math.sin(i * 0.31)));
    expect(histogram.encodeShort()[0]).toBe(2);
    expect(histogram.encodeShort().length).toBeLessThan(histogram.encode().length * 0.66);
  });

  it("reads a histogram that lies inside a larger buffer", () => {
    const bytes = encoded([3, 4], { first: 700 });
    const around = new Uint8Array([9, 9, ...bytes, 9]);
    expect(Histogram.decode(around.subarray(2, 2 + bytes.length)).count).toBe(7);
    expect(Histogram.decode(Buffer.from(bytes)).count).toBe(7);
  });

  it("keeps its stated bounds of size with every bucket in use", () => {
    const all = new Histogram();
    for (let index = -640; index < 1024; index++) all.record(lowerBound(index + 1, 5));
    expect(all.buckets()).toHaveLength(1664);
    // Doubling takes every count, one at first, to its largest of so many bytes without 2^28 additions.
    for (let i = 0; i < 27; i++) all.merge(all);
    expect(all.encode().length).toBeLessThanOrEqual(6668);
    for (let i = 27; i < 42; i++) all.merge(all);
    expect(all.encode().length).toBeLessThanOrEqual(11_678);
    expect(Histogram.decode(all.encode()).count).toBe(1664 * 2 ** 42);
  });

  it("takes 40 to 200 bytes for a typical endpoint in a minute", () => {
    const histogram = new Histogram();
    // 1,200 requests around 40 ms with a tail to 400 ms, without randomness.
    for (let i = 0; i < 1200; i++) histogram.record(40 * Math.exp(0.5 * Math.sin(i * 1.7) + (i % 50 === 0 ? 1.8 : 0)));
    const { length } = histogram.encode();
    expect(length).toBeGreaterThan(40);
    expect(length).toBeLessThan(200);
  });

  it("still gives readable bytes and the same quantiles once the total has passed 2^53", () => {
    const histogram = Histogram.decode(encoded([2 ** 51, 2 ** 52], { first: 640 }));
    histogram.merge(histogram).merge(histogram);
    const decoded = Histogram.decode(histogram.encode());
    expect(decoded.count).toBeLessThanOrEqual(SAFE);
    for (const q of [0.1, 0.33, 0.34, 0.9]) expect(decoded.quantile(q)).toBe(histogram.quantile(q));
  });

  it("is exact up to 2^53", () => {
    expect(Histogram.decode(encoded([SAFE - 1], { zeroCount: 1 })).count).toBe(SAFE);
    expect(() => Histogram.decode(encoded([SAFE - 1], { zeroCount: 2 }))).toThrow(/total above/);
    expect(Histogram.decode(encoded([2 ** 52])).merge(Histogram.decode(encoded([1]))).count).toBe(2 ** 52 + 1);
  });
});

describe("mergeEncoded", () => {
  it("equals decoding and merging, at any two scales", () => {
    fc.assert(
      fc.property(valid, valid, (a, b) => {
        const merged = Histogram.decode(a).mergeEncoded(b);
        expect(merged.encode()).toEqual(Histogram.decode(a).merge(Histogram.decode(b)).encode());
      }),
      { numRuns: 500 },
    );
  });

  it("leaves the counts as they were when the bytes are malformed at any place", () => {
    fc.assert(
      fc.property(valid, valid, (a, b) => {
        // The scale is kept equal: the coarser one is allowed to stay.
        const bytes = Uint8Array.from(b);
        bytes[1] = a[1] as number;
        const histogram = Histogram.decode(a);
        for (let length = 0; length < bytes.length; length++) {
          expect(() => histogram.mergeEncoded(bytes.subarray(0, length))).toThrow(RangeError);
        }
        expect(() => histogram.mergeEncoded(Uint8Array.from([...bytes, 1]))).toThrow(RangeError);
        expect(histogram.encode()).toEqual(a);
      }),
      { numRuns: 50 },
    );
  });
});

describe("decode refuses", () => {
  const cases: [string, number[], RegExp][] = [
    ["nothing", [], /truncated/],
    ["half a header", [1, 5, 0], /truncated/],
    ["another version", [3, 5, 0, 0], /unknown version 3/],
    ["nibbles without a count", [2, 5, 0, 1, 0], /truncated/],
    ["nibbles cut short", [2, 5, 0, 3, 0, 0x00], /truncated/],
    ["a gap before the first nibble", [2, 5, 0, 2, 0, 0x01], /misplaced gap/],
    ["a gap past the span", [2, 5, 0, 3, 0, 0x00, 0x05], /misplaced gap/],
    ["a byte after the last nibble", [2, 5, 0, 1, 0, 0x00, 0], /trailing bytes/],
    ["a piece longer than needed", [2, 5, 0, 1, 0, 0xf0, 0x08], /longer than needed/],
    ["pieces that do not end", [2, 5, 0, 1, 0, 0xf0, ...Array<number>(15).fill(255)], /number above/],
    ["a scale that is too fine", [1, 6, 0, 0], /scale 6/],
    ["a header without its first index", [1, 5, 0, 1], /truncated/],
    ["a missing count", [1, 5, 0, 2, 0, 1], /truncated/],
    ["a byte after an empty histogram", [1, 5, 0, 0, 0], /trailing/],
    ["a byte after the last count", [1, 5, 0, 1, 0, 1, 1], /trailing/],
    ["an index past the last bucket", [1, 5, 0, 1, ...varint(1664), 1], /past the last/],
    ["a span past the last bucket", [1, 5, 0, ...varint(1665), 0, 1], /past the last/],
    ["an index past the last bucket of a coarse scale", [1, 0, 0, 1, 52, 1], /past the last/],
    ["a huge span", [1, 5, 0, ...varint(SAFE), 0, 1], /past the last/],
    ["a varint that does not end", [1, 5, ...Array<number>(12).fill(255)], /varint above/],
    ["a varint above 2^53 - 1", [1, 5, 255, 255, 255, 255, 255, 255, 255, 16, 0], /varint above/],
    ["a count above 2^53 - 1", [1, 5, 0, 1, 0, 255, 255, 255, 255, 255, 255, 255, 16], /varint above/],
    ["a varint longer than needed", [1, 5, 0x81, 0, 0], /longer than needed/],
    ["a count longer than needed", [1, 5, 0, 1, 0, 0x81, 0], /longer than needed/],
    ["a count cut in its middle", [1, 5, 0, 1, 0, 0x81], /truncated/],
    ["an empty first bucket", [1, 5, 0, 2, 0, 0, 1, 1], /misplaced run/],
    ["an empty last bucket", [1, 5, 0, 2, 0, 1, 0, 1], /misplaced run/],
    ["a run of none", [1, 5, 0, 3, 0, 1, 0, 0, 1, 1], /misplaced run/],
    ["a run in two pieces", [1, 5, 0, 4, 0, 1, 0, 1, 0, 1, 1], /misplaced run/],
    ["a run past the span", [1, 5, 0, 3, 0, 1, 0, 200, 1, 1], /misplaced run/],
    ["more bytes than any histogram takes", Array<number>(20_000).fill(1), /at most 11678/],
  ];
  it.each(cases)("%s", (_, bytes, message) => {
    expect(() => Histogram.decode(Uint8Array.from(bytes))).toThrow(RangeError);
    expect(() => Histogram.decode(Uint8Array.from(bytes))).toThrow(message);
  });

  it.each([null, undefined, "AQUAAA==", [1, 5, 0, 0], new ArrayBuffer(4)])("what is not bytes: %s", (value) => {
    expect(() => Histogram.decode(value as unknown as Uint8Array)).toThrow(TypeError);
  });

  it("or reads any bytes: what it accepts, it writes the same", () => {
    const noise = fc.uint8Array({ maxLength: 400, size: "max" });
    const header = fc.tuple(noise, scale).map(([bytes, s]) => Uint8Array.from([1, s, 0, ...bytes]));
    const broken = fc.tuple(valid, fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
      bytes[at % bytes.length] = value;
      return bytes;
    });
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(noise, header, broken), (bytes) => {
        let histogram: Histogram;
        try {
          histogram = Histogram.decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        accepted++;
        expect(Number.isSafeInteger(histogram.count)).toBe(true);
        expect(histogram.buckets().length).toBeLessThanOrEqual(1665);
        if (bytes[0] === 2) expect(Histogram.decode(histogram.encode()).buckets()).toEqual(histogram.buckets());
        else expect(histogram.encode()).toEqual(bytes);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});
