import {
  COARSEST_SCALE,
  FINEST_SCALE,
  finestIndex,
  LARGEST_BOUND,
  LAST_INDEX,
  lowerBound,
  ZERO_THRESHOLD,
} from "./buckets.ts";
import { addCounts, encodeCounts, encodeNibbles, type Header, readHeader } from "./encoding.ts";

/** base = 2^(1/32): any quantile is within 1.1 % of the exact order statistic. */
export const DEFAULT_SCALE = FINEST_SCALE;

/** Counts are kept for whole blocks of this many buckets: one octave at scale 5, 256 bytes. */
const BLOCK = 32;

const NOTHING = new Float64Array(0);
const header: Header = { scale: 0, zeroCount: 0, span: 0, first: 0, countsAt: 0, end: 0, version: 0 };

/** The exact smallest and largest of the recorded values, as far as the caller has them. */
export interface Extremes {
  min?: number | undefined;
  max?: number | undefined;
}

/**
 * OpenTelemetry exponential histogram of non-negative values: records in constant time and merges by adding.
 *
 * Unit-free; by convention milliseconds. Values up to 2^-20 are counted as zero, values above 2^32 in the last
 * bucket, so that there are never more than 1,664 buckets (13 kB); memory follows the range that was seen, 256 bytes
 * for each factor of two. Counts are exact up to 2^53.
 */
export class Histogram {
  #scale: number;
  /** 5 - scale: what turns an index of the finest scale into one of this histogram. */
  #shift: number;
  #zeroCount = 0;
  /** `#counts[i]` is the count of bucket `#offset + i`. Offset and length are multiples of BLOCK. */
  #counts = NOTHING;
  #offset = 0;

  /** @param scale 0 (a bucket per factor of two) to 5. Throws RangeError outside. */
  constructor(scale: number = DEFAULT_SCALE) {
    requireScale(scale);
    this.#scale = scale;
    this.#shift = FINEST_SCALE - scale;
  }

  get scale(): number {
    return this.#scale;
  }

  /** What its buckets take of memory. */
  get sizeBytes(): number {
    return this.#counts.byteLength;
  }

  /** How many values were recorded. Adds up the buckets when asked, to keep it out of `record`. */
  get count(): number {
    const counts = this.#counts;
    let total = this.#zeroCount;
    for (let i = 0; i < counts.length; i++) total += counts[i] as number;
    return total;
  }

  /** How many of them were at most 2^-20. */
  get zeroCount(): number {
    return this.#zeroCount;
  }

  /**
   * Counts a value. Callers pass finite values >= 0. It never throws: anything else (negative, NaN, infinite) is
   * not counted and returns false.
   */
  record(value: number): boolean {
    let index = LAST_INDEX;
    if (value <= LARGEST_BOUND) {
      if (value <= ZERO_THRESHOLD) {
        if (value < 0) return false;
        this.#zeroCount++;
        return true;
      }
      index = finestIndex(value);
    } else if (!(value < Number.POSITIVE_INFINITY)) return false;
    index >>= this.#shift;
    let slot = index - this.#offset;
    // One unsigned comparison for "below the first" and "past the last".
    if (slot >>> 0 >= this.#counts.length) {
      this.#makeRoom(index, index);
      slot = index - this.#offset;
    }
    this.#counts[slot] = (this.#counts[slot] as number) + 1;
    return true;
  }

  /** Adds the other's counts to this one. Of two scales the coarser remains. */
  merge(other: Histogram): this {
    if (other.#scale < this.#scale) this.downscale(other.#scale);
    this.#zeroCount += other.#zeroCount;
    const counts = other.#counts;
    if (counts.length === 0) return this;
    const shift = other.#scale - this.#scale;
    const offset = other.#offset;
    if (shift === 0 && this.#counts.length === 0) {
      this.#counts = counts.slice();
      this.#offset = offset;
      return this;
    }
    this.#makeRoom(offset >> shift, (offset + counts.length - 1) >> shift);
    const into = this.#counts;
    const first = this.#offset;
    for (let i = 0; i < counts.length; i++) {
      const slot = ((offset + i) >> shift) - first;
      into[slot] = (into[slot] as number) + (counts[i] as number);
    }
    return this;
  }

  /**
   * Adds the encoded histogram `bytes[from, to)` without building one; otherwise like `merge`. Throws what `decode` throws, with
   * the counts as they were before (the scale may have become the coarser one).
   */
  mergeEncoded(bytes: Uint8Array, from?: number, to?: number): this {
    readHeader(bytes, header, from, to);
    if (header.scale < this.#scale) this.downscale(header.scale);
    if (header.span > 0) {
      const shift = header.scale - this.#scale;
      this.#makeRoom(header.first >> shift, (header.first + header.span - 1) >> shift);
      try {
        addCounts(bytes, header, this.#counts, this.#offset, shift, 1);
      } catch (error) {
        try {
          addCounts(bytes, header, this.#counts, this.#offset, shift, -1);
        } catch {}
        throw error;
      }
    }
    this.#zeroCount += header.zeroCount;
    return this;
  }

  /**
   * The quantile by nearest rank, as `percentile_disc` of SQL: the value of rank max(1, ceil(q × count)), within 1.1 %
   * at scale 5; 0 for values in the zero bucket; null when empty. Throws RangeError unless 0 <= q <= 1.
   *
   * A bucket (l, u] is represented by its harmonic mean 2lu/(l+u), which is equally far, (u-l)/(u+l), from both ends in
   * relative terms: no other value has a smaller worst case.
   *
   * @param extremes The exact smallest and largest of the recorded values, when the caller has them: the answer stays
   * between them, and is exact at the first and the last rank.
   */
  quantile(q: number, extremes?: Extremes): number | null {
    return this.quantiles([q], extremes)[0] as number | null;
  }

  /** Several of them, in ascending order of `qs`: the buckets are walked once for all. Throws RangeError when they do not ascend. */
  quantiles(qs: readonly number[], extremes?: Extremes): (number | null)[] {
    const count = this.count;
    const min = extremes?.min ?? 0;
    const max = extremes?.max ?? Number.POSITIVE_INFINITY;
    const counts = this.#counts;
    /** The bucket that was reached, and how many values lie in it and below. */
    let slot = -1;
    let seen = this.#zeroCount;
    let before = 0;
    return qs.map((q) => {
      if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile ${q} is not in 0..1`);
      if (q < before) throw new RangeError(`quantile ${q} comes after ${before}`);
      before = q;
      if (count === 0) return null;
      const rank = Math.max(1, Math.ceil(q * count));
      if (rank === 1 && extremes?.min !== undefined) return min;
      if (rank === count && extremes?.max !== undefined) return max;
      while (seen < rank && slot < counts.length - 1) seen += counts[++slot] as number;
      return Math.min(max, Math.max(min, slot < 0 ? 0 : this.#representative(slot)));
    });
  }

  /**
   * How many values lie above the threshold, to the bucket: those in the threshold's own bucket (2.2 % wide at
   * scale 5) are not counted, so the answer is never too high, and exact when the threshold is a bucket's bound.
   */
  countAbove(threshold: number): number {
    if (threshold < 0) return this.count;
    if (!(threshold < LARGEST_BOUND)) return 0;
    if (threshold <= ZERO_THRESHOLD) return this.count - this.#zeroCount;
    const first = (finestIndex(threshold) >> this.#shift) + 1;
    let above = 0;
    for (let i = Math.max(0, first - this.#offset); i < this.#counts.length; i++) above += this.#counts[i] as number;
    return above;
  }

  /**
   * Σ (value - threshold) over the values above the threshold, each value taken for its bucket's harmonic mean; of the
   * threshold's own bucket the part above it. Within 1.1 % of the sum of the values above the threshold.
   */
  sumAbove(threshold: number): { count: number; excess: number } {
    let count = 0;
    let excess = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      const inBucket = this.#counts[i] as number;
      if (inBucket === 0) continue;
      const upper = lowerBound(this.#offset + i + 1, this.#scale);
      if (upper <= threshold) continue;
      const bucketLower = lowerBound(this.#offset + i, this.#scale);
      const lower = Math.max(threshold, bucketLower);
      const above = inBucket * ((upper - lower) / (upper - bucketLower));
      count += above;
      excess += above * ((2 * lower * upper) / (lower + upper) - threshold);
    }
    return { count, excess };
  }

  /** Goes to a coarser scale by adding neighbouring buckets up: exact. Throws RangeError when `scale` is finer. */
  downscale(scale: number): this {
    requireScale(scale);
    if (scale > this.#scale) throw new RangeError(`cannot go from scale ${this.#scale} to the finer ${scale}`);
    if (scale === this.#scale) return this;
    const counts = this.#counts;
    const offset = this.#offset;
    const shift = this.#scale - scale;
    this.#counts = NOTHING;
    this.#scale = scale;
    this.#shift = FINEST_SCALE - scale;
    if (counts.length === 0) return this;
    this.#makeRoom(offset >> shift, (offset + counts.length - 1) >> shift);
    for (let i = 0; i < counts.length; i++) {
      const slot = ((offset + i) >> shift) - this.#offset;
      this.#counts[slot] = (this.#counts[slot] as number) + (counts[i] as number);
    }
    return this;
  }

  /** The non-empty buckets (lower, upper], ascending. The zero bucket has the lower bound 0, which it includes. */
  buckets(): { lower: number; upper: number; count: number }[] {
    const found: { lower: number; upper: number; count: number }[] = [];
    if (this.#zeroCount > 0) found.push({ lower: 0, upper: ZERO_THRESHOLD, count: this.#zeroCount });
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i] as number;
      if (count === 0) continue;
      const index = this.#offset + i;
      found.push({ lower: lowerBound(index, this.#scale), upper: lowerBound(index + 1, this.#scale), count });
    }
    return found;
  }

  /** Empties it for the next window. Scale and memory stay as they are, so that recording allocates nothing. */
  clear(): void {
    this.#zeroCount = 0;
    this.#counts.fill(0);
  }

  /**
   * As bytes; the format stands in encoding.ts. Equal histograms have equal bytes. Never throws: should the total
   * have passed 2^53, all counts are scaled down together to fit, which keeps the quantiles.
   */
  encode(): Uint8Array<ArrayBuffer> {
    const total = this.count;
    if (total <= Number.MAX_SAFE_INTEGER) return encodeCounts(this.#scale, this.#zeroCount, this.#counts, this.#offset);
    const factor = 2 ** 52 / total;
    const fitting = this.#counts.map((count) => Math.floor(count * factor));
    return encodeCounts(this.#scale, Math.floor(this.#zeroCount * factor), fitting, this.#offset);
  }

  /** As `encode`, in the shorter of the two versions of the format: for storage. Senders write version 1. */
  encodeShort(): Uint8Array<ArrayBuffer> {
    const bytes = this.encode();
    if (this.count > Number.MAX_SAFE_INTEGER) return bytes;
    const room = bytes.length + 12;
    const short = encodeNibbles(this.#scale, this.#zeroCount, this.#counts, this.#offset, room);
    return short !== undefined && short.length < bytes.length ? short : bytes;
  }

  /**
   * The inverse of `encode` and `encodeShort`. Safe on bytes from a stranger: bounded time and memory, and TypeError (not bytes) or
   * RangeError (anything malformed) with a message that says what is wrong.
   */
  static decode(bytes: Uint8Array): Histogram {
    readHeader(bytes, header);
    return new Histogram(header.scale).mergeEncoded(bytes);
  }

  /** The harmonic mean of the bucket's bounds. */
  #representative(slot: number): number {
    const lower = lowerBound(this.#offset + slot, this.#scale);
    const upper = lowerBound(this.#offset + slot + 1, this.#scale);
    return (2 * lower * upper) / (lower + upper);
  }

  /** Grows the counts, by whole blocks, to hold the buckets from `low` to `high`. */
  #makeRoom(low: number, high: number): void {
    const counts = this.#counts;
    const used = counts.length > 0;
    if (used && low >= this.#offset && high < this.#offset + counts.length) return;
    const from = Math.floor((used ? Math.min(low, this.#offset) : low) / BLOCK) * BLOCK;
    const to = Math.floor((used ? Math.max(high, this.#offset + counts.length - 1) : high) / BLOCK + 1) * BLOCK;
    const grown = new Float64Array(to - from);
    if (used) grown.set(counts, this.#offset - from);
    this.#counts = grown;
    this.#offset = from;
  }
}

function requireScale(scale: number): void {
  if (!Number.isInteger(scale) || scale < COARSEST_SCALE || scale > FINEST_SCALE) {
    throw new RangeError(`scale ${scale} is not a whole number in ${COARSEST_SCALE}..${FINEST_SCALE}`);
  }
}
