import type { MergedRollup, PerWait } from "./merge-rollups.ts";
import { BLOCK_SIZE, BLOCK_VERSION } from "./rollup-block.ts";

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
    this.#bytes[0] = BLOCK_VERSION;
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
