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
import type { MergedRollup } from "./merge-rollups.ts";

export const BLOCK_SIZE = 64;
export const BLOCK_VERSION = 1;

/** The block that holds an endpoint or service. */
export function blockOf(id: number): number {
  return Math.floor(id / BLOCK_SIZE);
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
  if (bytes[0] !== BLOCK_VERSION) throw new RangeError(`rollup block: unknown version ${bytes[0]}`);
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
