/**
 * Histograms as bytes. Kept for 30 days and read by later versions: a change of the format is a new version byte,
 * and version 1 stays readable.
 *
 * | field     | size    | value                                                                                  |
 * | --------- | ------- | -------------------------------------------------------------------------------------- |
 * | version   | 1 byte  | 1                                                                                      |
 * | scale     | 1 byte  | 0 to 5                                                                                 |
 * | zeroCount | varint  | values in the zero bucket                                                              |
 * | span      | varint  | buckets from the first to the last non-empty one, both included; 0 ends the histogram  |
 * | first     | varint  | index of the first non-empty bucket, counted from the lowest index of the scale        |
 * |           |         | (-20 × 2^scale)                                                                        |
 * | counts    | varints | one per bucket, ascending; a run of n empty buckets is a byte 0 followed by varint n   |
 *
 * Version 2 is for storage, where it is the shorter one: after the same header come nibbles, two a byte, the lower half first. Each
 * non-empty bucket is two numbers: how many empty ones lie between it and the one before (0 for the first), and its count less 1. A
 * number up to 14 is one nibble. A larger one is the nibble 15 and then the number less 15 in pieces of three bits, lowest
 * first, the fourth bit set on all but the last. An odd number of nibbles is filled up with a nibble of 0.
 *
 * A varint is unsigned LEB128 (seven bits a byte, lowest first, high bit set on all but the last byte), at most
 * eight bytes and 2^53 - 1. There is one encoding of a histogram in each version: varints are as short as possible, the first and
 * last buckets are not empty, runs are as long as possible, nothing follows. Anything else is refused, and so is a
 * total above 2^53 - 1.
 *
 * Size: 60 neighbouring buckets with counts below 128 take 66 bytes. With every one of the 1,664 buckets in use it
 * is at most 6,668 bytes while counts stay below 2^28, and 11,678 whatever they are (1,664 counts of seven bytes, of
 * which fifteen may take eight before the total passes 2^53, and 15 bytes in front).
 */
import { COARSEST_SCALE, FINEST_SCALE, FIRST_INDEX, LAST_INDEX } from "./buckets.ts";

const VERSION = 1;
const NIBBLES = 2;
const MAX_ENCODED_BYTES = 11_678;
const MAX_VARINT_FACTOR = 128 ** 7;

/** Where the last header or varint that was read ended. Shared, because returning a pair would allocate. */
let cursor = 0;
/** Where the histogram that is being read ends. Shared for the same reason. */
let limit = 0;

/** The fields before the counts. `countsAt` is where the counts begin, `end` where the histogram ends. */
export interface Header {
  version: number;
  scale: number;
  zeroCount: number;
  span: number;
  first: number;
  countsAt: number;
  end: number;
}

/**
 * Reads the fields before the counts of the histogram that is `bytes[from, to)` into `header`.
 * Throws TypeError (not bytes) or RangeError (malformed).
 */
export function readHeader(bytes: Uint8Array, header: Header, from = 0, to = bytes?.length): void {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("encoded histogram: expected a Uint8Array");
  if (to - from > MAX_ENCODED_BYTES) throw malformed(`${to - from} bytes, at most ${MAX_ENCODED_BYTES} are valid`);
  if (to - from < 4 || to > bytes.length) throw malformed("truncated");
  const scale = bytes[from + 1] as number;
  const version = bytes[from] as number;
  if (version !== VERSION && version !== NIBBLES) throw malformed(`unknown version ${version}`);
  if (scale > FINEST_SCALE) throw malformed(`scale ${scale} is not in ${COARSEST_SCALE}..${FINEST_SCALE}`);
  cursor = from + 2;
  limit = to;
  const zeroCount = readVarint(bytes);
  const span = readVarint(bytes);
  const lowest = FIRST_INDEX >> (FINEST_SCALE - scale);
  let first = lowest;
  if (span > 0) {
    first += readVarint(bytes);
    const highest = LAST_INDEX >> (FINEST_SCALE - scale);
    if (first + span - 1 > highest) throw malformed(`bucket ${first + span - 1} is past the last one, ${highest}`);
  } else if (cursor !== to) throw malformed("trailing bytes");
  header.end = to;
  header.version = version;
  header.scale = scale;
  header.zeroCount = zeroCount;
  header.span = span;
  header.first = first;
  header.countsAt = cursor;
}

/**
 * Adds the encoded counts, times `sign`, to `counts[(index >> shift) - offset]`, for which there must be room.
 * Throws RangeError on malformed bytes, having added what stands before the fault: the same call with the sign
 * turned takes exactly that back, and throws again.
 */
export function addCounts(
  bytes: Uint8Array,
  header: Header,
  counts: Float64Array,
  offset: number,
  shift: number,
  sign: 1 | -1,
): void {
  if (header.version === NIBBLES) {
    addNibbles(bytes, header, counts, offset, shift, sign);
    return;
  }
  const end = header.end;
  limit = end;
  let at = header.countsAt;
  // Almost always the scales are the same: then the slot moves on by one with each bucket.
  const isSameScale = shift === 0;
  let slot = header.first - offset;
  let index = header.first;
  const last = index + header.span;
  let total = header.zeroCount;
  while (index < last) {
    if (at >= end) throw malformed("truncated");
    let count = bytes[at++] as number;
    if (count === 0) {
      let run = at < end ? (bytes[at++] as number) : 0;
      if (run > 127) {
        cursor = at - 1;
        run = readVarint(bytes);
        at = cursor;
      }
      if (index === header.first || run === 0 || run >= last - index || at >= end || bytes[at] === 0) {
        throw malformed("misplaced run of empty buckets");
      }
      index += run;
      slot += run;
      continue;
    }
    if (count > 127) {
      // Two bytes hold what a busy bucket counts in a minute: read them here, longer ones out of line.
      const next = at < end ? (bytes[at] as number) : 0;
      if (next > 0 && next < 128) {
        count += (next - 1) << 7;
        at++;
      } else {
        cursor = at - 1;
        count = readVarint(bytes);
        at = cursor;
      }
    }
    const to = isSameScale ? slot : (index >> shift) - offset;
    counts[to] = (counts[to] as number) + sign * count;
    index++;
    slot++;
    total += count;
  }
  if (at !== end) throw malformed("trailing bytes");
  if (total > Number.MAX_SAFE_INTEGER) throw malformed("total above 2^53 - 1");
}

/** Where in nibbles the last number that was read ended. */
let nibble = 0;

/** A number in nibbles that begins at `at` and does not reach `end`. */
function readNibbles(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) throw malformed("truncated");
  let number = at & 1 ? (bytes[at >> 1] as number) >> 4 : (bytes[at >> 1] as number) & 15;
  nibble = at + 1;
  if (number < 15) return number;
  let factor = 1;
  let piece = 8;
  while (piece & 8) {
    if (nibble >= end) throw malformed("truncated");
    if (factor > Number.MAX_SAFE_INTEGER) throw malformed("number above 2^53 - 1");
    piece = nibble & 1 ? (bytes[nibble >> 1] as number) >> 4 : (bytes[nibble >> 1] as number) & 15;
    nibble++;
    number += (piece & 7) * factor;
    factor *= 8;
  }
  if (piece === 0 && factor > 8) throw malformed("number longer than needed");
  return number;
}

function addNibbles(
  bytes: Uint8Array,
  header: Header,
  counts: Float64Array,
  offset: number,
  shift: number,
  sign: 1 | -1,
): void {
  let at = header.countsAt * 2;
  const end = header.end * 2;
  let index = header.first;
  const last = index + header.span - 1;
  let total = header.zeroCount;
  for (;;) {
    // Almost always one nibble each: read here, larger numbers out of line.
    let byte = bytes[at >> 1] as number;
    let gap = at & 1 ? byte >> 4 : byte & 15;
    if (gap < 15 && at < end) at++;
    else {
      gap = readNibbles(bytes, at, end);
      at = nibble;
    }
    index += gap;
    if (index > last || (gap > 0 && index - gap === header.first)) throw malformed("misplaced gap");
    byte = bytes[at >> 1] as number;
    let count = at & 1 ? byte >> 4 : byte & 15;
    if (count < 15 && at < end) at++;
    else {
      count = readNibbles(bytes, at, end);
      at = nibble;
    }
    count++;
    const slot = (index >> shift) - offset;
    counts[slot] = (counts[slot] as number) + sign * count;
    total += count;
    if (index === last) break;
    index++;
  }
  if (at & 1 && (bytes[at++ >> 1] as number) > 15) throw malformed("trailing nibble");
  if (at !== end) throw malformed("trailing bytes");
  if (total > Number.MAX_SAFE_INTEGER) throw malformed("total above 2^53 - 1");
}

/** Encodes as `encodeCounts` does, in version 2. Undefined when it would come to about `limitBytes` or more. */
export function encodeNibbles(
  scale: number,
  zeroCount: number,
  counts: Float64Array,
  offset: number,
  limitBytes: number,
): Uint8Array<ArrayBuffer> | undefined {
  let from = 0;
  let to = counts.length;
  while (from < to && counts[from] === 0) from++;
  while (to > from && counts[to - 1] === 0) to--;
  if (to === from) return undefined;
  scratch[0] = NIBBLES;
  scratch[1] = scale;
  cursor = 2;
  writeVarint(zeroCount);
  writeVarint(to - from);
  writeVarint(offset + from - (FIRST_INDEX >> (FINEST_SCALE - scale)));
  nibble = cursor * 2;
  const end = limitBytes * 2;
  let gap = 0;
  for (let i = from; i < to; i++) {
    const count = counts[i] as number;
    if (count === 0) {
      gap++;
      continue;
    }
    // A gap takes at most five, a count nineteen.
    if (nibble + 24 > end) return undefined;
    writeNibbles(gap);
    writeNibbles(count - 1);
    gap = 0;
  }
  return scratch.slice(0, (nibble + 1) >> 1);
}

function writeNibbles(number: number): void {
  if (number < 15) {
    writeNibble(number);
    return;
  }
  writeNibble(15);
  let rest = number - 15;
  while (rest > 7) {
    writeNibble((rest % 8) + 8);
    rest = Math.floor(rest / 8);
  }
  writeNibble(rest);
}

function writeNibble(value: number): void {
  const byte = nibble >> 1;
  scratch[byte] = nibble & 1 ? (scratch[byte] as number) | (value << 4) : value;
  nibble++;
}

/** Encodes `counts[i]` as the count of bucket `offset + i`. The total must not pass 2^53 - 1. */
export function encodeCounts(
  scale: number,
  zeroCount: number,
  counts: Float64Array,
  offset: number,
): Uint8Array<ArrayBuffer> {
  let from = 0;
  let to = counts.length;
  while (from < to && counts[from] === 0) from++;
  while (to > from && counts[to - 1] === 0) to--;
  scratch[0] = VERSION;
  scratch[1] = scale;
  cursor = 2;
  writeVarint(zeroCount);
  writeVarint(to - from);
  if (to > from) writeVarint(offset + from - (FIRST_INDEX >> (FINEST_SCALE - scale)));
  for (let i = from; i < to; i++) {
    const count = counts[i] as number;
    writeVarint(count);
    if (count > 0) continue;
    const runStart = i;
    while (counts[i + 1] === 0) i++;
    writeVarint(i + 1 - runStart);
  }
  return scratch.slice(0, cursor);
}

const scratch = new Uint8Array(MAX_ENCODED_BYTES);

function readVarint(bytes: Uint8Array): number {
  let value = 0;
  for (let factor = 1; factor <= MAX_VARINT_FACTOR; factor *= 128) {
    if (cursor >= limit) throw malformed("truncated");
    const byte = bytes[cursor++] as number;
    if (byte < 128) {
      if (byte === 0 && factor > 1) throw malformed("varint longer than needed");
      value += byte * factor;
      if (value > Number.MAX_SAFE_INTEGER) break;
      return value;
    }
    value += (byte - 128) * factor;
  }
  throw malformed("varint above 2^53 - 1");
}

function writeVarint(value: number): void {
  let rest = value;
  while (rest > 127) {
    scratch[cursor++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  scratch[cursor++] = rest;
}

function malformed(what: string): RangeError {
  return new RangeError(`encoded histogram: ${what}`);
}
