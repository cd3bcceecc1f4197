/**
 * Rollups of up to 64 endpoints (or services) of one window, as bytes: one row of Postgres instead of 64. Kept for 30 days and
 * read by later versions: a change of the format is a new version byte, and version 1 stays readable.
 *
 * | field       | size    | value                                                                              |
 * | ----------- | ------- | ---------------------------------------------------------------------------------- |
 * | version     | 1 byte  | 1                                                                                  |
 * | then cells, in any order, the same id any number of times:                                               |
 * | offset      | 1 byte  | id less 64 × block                                                                 |
 * | length      | varint  | bytes of the cell after this field, so that a reader can pass over it              |
 * | flags       | 1 byte  | bits 0–4: there are 1xx … 5xx; 5: aborted ones; 6: waits; 7: details               |
 * | counts      | varints | one for each of bits 0–5 that is set                                               |
 * | sentBytes   | varint  |                                                                                    |
 * | sumMs       | float64 | little-endian, as are the other floats                                             |
 * | minMs, maxMs| float32 | rounded away from each other, so that all durations lie between them               |
 * | waits       |         | with bit 6: a byte with a bit for each kind, then for each float32 ms, varint count |
 * | details     |         | with bit 7: three lists, each a varint length and its items: statuses from 400 up  |
 * |             |         | (varint status, varint count), errors (varint group, varint count), statements     |
 * |             |         | (varint id, varint calls, float32 ms)                                              |
 * | histogram   | rest    | Histogram.encode() or encodeShort()                                                |
 *
 * Varints are unsigned LEB128, up to 2^53 - 1. Requests in all are the sum of the counts by status class.
 */
import type { MergedRollup, PerWait } from "./merge-rollups.ts";

export const BLOCK_SIZE = 64;
const VERSION = 1;

/** The block that holds an endpoint or service. */
export function blockOf(id: number): number {
  return Math.floor(id / BLOCK_SIZE);
}

/** What a cell is written from: a MergedRollup, or a rollup as it came over the wire. */
export interface CellSource {
  /** Requests by status class, 1xx to 5xx. */
  status: readonly [number, number, number, number, number];
  aborted: number;
  sumMs: number;
  minMs: number;
  maxMs: number;
  sentBytes: number;
  waitMs: Readonly<PerWait>;
  waitCount: Readonly<PerWait>;
  statuses: Iterable<readonly [status: number, count: number]>;
  errors: Iterable<readonly [group: number, count: number]>;
  statements: Iterable<readonly [id: number, totals: { calls: number; sumMs: number }]>;
  /** Histogram.encode() */
  histogram: Uint8Array;
}

/** Writes the cells of one block. */
export class BlockWriter {
  #bytes = new Uint8Array(4_096);
  #at = 1;
  /** The cell under way. */
  readonly #cell = new CellBuffer();

  get isEmpty(): boolean {
    return this.#at === 1;
  }

  add(id: number, source: CellSource): void {
    const cell = this.#cell;
    cell.write(source);
    this.#makeRoom(cell.length + source.histogram.length + 12);
    this.#bytes[this.#at++] = id % BLOCK_SIZE;
    this.#at = writeVarint(this.#bytes, this.#at, cell.length + source.histogram.length);
    this.#bytes.set(cell.bytes.subarray(0, cell.length), this.#at);
    this.#at += cell.length;
    this.#bytes.set(source.histogram, this.#at);
    this.#at += source.histogram.length;
  }

  addMerged(id: number, merged: MergedRollup): void {
    this.add(id, {
      status: [merged.status1xx, merged.status2xx, merged.status3xx, merged.status4xx, merged.status5xx],
      aborted: merged.aborted,
      sumMs: merged.sumMs,
      minMs: merged.minMs,
      maxMs: merged.maxMs,
      sentBytes: merged.sentBytes,
      waitMs: merged.waitMs,
      waitCount: merged.waitCount,
      statuses: merged.statuses ?? [],
      errors: merged.errors ?? [],
      statements: merged.statements ?? [],
      histogram: merged.histogram.encodeShort(),
    });
  }

  /** The block as written so far; the writer is then empty. */
  take(): Uint8Array {
    this.#bytes[0] = VERSION;
    const taken = this.#bytes.slice(0, this.#at);
    this.#at = 1;
    return taken;
  }

  #makeRoom(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#at + more));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}

/** Everything of a cell but its histogram. */
class CellBuffer {
  bytes = new Uint8Array(1_024);
  length = 0;
  #view = new DataView(this.bytes.buffer);

  write(source: CellSource): void {
    const statuses = [...source.statuses];
    const errors = [...source.errors];
    const statements = [...source.statements];
    const needed = 128 + 20 * statuses.length + 20 * errors.length + 24 * statements.length;
    if (needed > this.bytes.length) {
      this.bytes = new Uint8Array(2 * needed);
      this.#view = new DataView(this.bytes.buffer);
    }
    this.length = 1;
    let flags = 0;
    source.status.forEach((count, i) => {
      if (count === 0) return;
      flags |= 1 << i;
      this.#varint(count);
    });
    if (source.aborted > 0) {
      flags |= 1 << 5;
      this.#varint(source.aborted);
    }
    this.#varint(source.sentBytes);
    this.#view.setFloat64(this.length, source.sumMs, true);
    this.length += 8;
    this.#float32(floatBelow(source.minMs));
    this.#float32(floatAbove(source.maxMs));
    if (source.waitCount.some((count) => count > 0) || source.waitMs.some((ms) => ms > 0)) {
      flags |= 1 << 6;
      const kindsAt = this.length++;
      let kinds = 0;
      for (let i = 0; i < 4; i++) {
        const ms = source.waitMs[i] ?? 0;
        const count = source.waitCount[i] ?? 0;
        if (ms === 0 && count === 0) continue;
        kinds |= 1 << i;
        this.#float32(ms);
        this.#varint(count);
      }
      this.bytes[kindsAt] = kinds;
    }
    if (statuses.length + errors.length + statements.length > 0) {
      flags |= 1 << 7;
      for (const list of [statuses, errors]) {
        this.#varint(list.length);
        for (const [key, count] of list) {
          this.#varint(key);
          this.#varint(count);
        }
      }
      this.#varint(statements.length);
      for (const [id, { calls, sumMs }] of statements) {
        this.#varint(id);
        this.#varint(calls);
        this.#float32(sumMs);
      }
    }
    this.bytes[0] = flags;
  }

  #varint(value: number): void {
    this.length = writeVarint(this.bytes, this.length, value);
  }

  #float32(value: number): void {
    this.#view.setFloat32(this.length, value, true);
    this.length += 4;
  }
}

/** Where the last varint that was read ended. Shared, because returning a pair would allocate. */
let cursor = 0;

/**
 * Adds each cell to the rollup that `into` gives for its id; passes over those for which it gives none.
 * Throws RangeError on bytes that no BlockWriter made.
 */
export function readBlock(
  bytes: Uint8Array,
  { block, startSeconds }: { block: number; startSeconds: number },
  into: (id: number) => MergedRollup | undefined,
): void {
  if (bytes[0] !== VERSION) throw new RangeError(`rollup block: unknown version ${bytes[0]}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 1;
  while (at < bytes.length) {
    const merged = into(block * BLOCK_SIZE + (bytes[at] as number));
    const length = readVarint(bytes, at + 1);
    const end = cursor + length;
    if (end > bytes.length) throw new RangeError("rollup block: truncated");
    if (merged !== undefined) {
      readCell(bytes, view, cursor, end, merged);
      if (startSeconds > merged.lastSeconds) merged.lastSeconds = startSeconds;
    }
    at = end;
  }
}

function readCell(bytes: Uint8Array, view: DataView, from: number, end: number, merged: MergedRollup): void {
  const flags = bytes[from] as number;
  cursor = from + 1;
  if (flags & 0b11111) {
    let count = 0;
    if (flags & 1) {
      const of1xx = readVarint(bytes, cursor);
      merged.status1xx += of1xx;
      count += of1xx;
    }
    if (flags & 2) {
      const of2xx = readVarint(bytes, cursor);
      merged.status2xx += of2xx;
      count += of2xx;
    }
    if (flags & 4) {
      const of3xx = readVarint(bytes, cursor);
      merged.status3xx += of3xx;
      count += of3xx;
    }
    if (flags & 8) {
      const of4xx = readVarint(bytes, cursor);
      merged.status4xx += of4xx;
      count += of4xx;
    }
    if (flags & 16) {
      const of5xx = readVarint(bytes, cursor);
      merged.status5xx += of5xx;
      count += of5xx;
    }
    merged.count += count;
  }
  if (flags & 32) merged.aborted += readVarint(bytes, cursor);
  merged.sentBytes += readVarint(bytes, cursor);
  merged.sumMs += view.getFloat64(cursor, true);
  const minMs = view.getFloat32(cursor + 8, true);
  if (minMs < merged.minMs) merged.minMs = minMs;
  const maxMs = view.getFloat32(cursor + 12, true);
  if (maxMs > merged.maxMs) merged.maxMs = maxMs;
  cursor += 16;
  if (flags & 64) readWaits(bytes, view, merged);
  if (flags & 128) readDetails(bytes, view, merged);
  merged.histogram.mergeEncoded(bytes, cursor, end);
}

function readWaits(bytes: Uint8Array, view: DataView, merged: MergedRollup): void {
  const kinds = bytes[cursor++] as number;
  for (let i = 0; i < 4; i++) {
    if ((kinds & (1 << i)) === 0) continue;
    merged.waitMs[i] = (merged.waitMs[i] as number) + view.getFloat32(cursor, true);
    merged.waitCount[i] = (merged.waitCount[i] as number) + readVarint(bytes, cursor + 4);
  }
}

function readDetails(bytes: Uint8Array, view: DataView, merged: MergedRollup): void {
  for (let left = readVarint(bytes, cursor); left > 0; left--) {
    const status = readVarint(bytes, cursor);
    merged.addStatus(status, readVarint(bytes, cursor));
  }
  for (let left = readVarint(bytes, cursor); left > 0; left--) {
    const group = readVarint(bytes, cursor);
    merged.addError(group, readVarint(bytes, cursor));
  }
  for (let left = readVarint(bytes, cursor); left > 0; left--) {
    const id = readVarint(bytes, cursor);
    const calls = readVarint(bytes, cursor);
    merged.addStatement(id, calls, view.getFloat32(cursor, true));
    cursor += 4;
  }
}

function readVarint(bytes: Uint8Array, from: number): number {
  let at = from;
  let byte = bytes[at++] as number;
  if (byte < 128) {
    cursor = at;
    return byte;
  }
  let value = byte - 128;
  let factor = 128;
  do {
    if (at >= bytes.length || factor > 128 ** 7) throw new RangeError("rollup block: truncated");
    byte = bytes[at++] as number;
    value += (byte & 127) * factor;
    factor *= 128;
  } while (byte >= 128);
  cursor = at;
  return value;
}

function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let to = at;
  let rest = value;
  while (rest > 127) {
    bytes[to++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[to++] = rest;
  return to;
}

const float = new Float32Array(1);
/** The same bits: the next float up of one that is not negative is the next whole number. */
const floatBits = new Uint32Array(float.buffer);

/** The nearest float32 that is not above the value, which is not negative. */
function floatBelow(value: number): number {
  float[0] = value;
  if (float[0] > value) floatBits[0] = (floatBits[0] as number) - 1;
  return float[0];
}

/** The nearest float32 that is not below the value, which is not negative. */
function floatAbove(value: number): number {
  float[0] = value;
  if (float[0] < value) floatBits[0] = (floatBits[0] as number) + 1;
  return float[0];
}
