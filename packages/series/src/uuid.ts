import { randomFillSync } from "node:crypto";

const LATEST_MS = 2 ** 48 - 1;
/** Random bytes that one id takes: four to start the counter, six for the tail. */
const TAKEN = 10;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** One call for 400 ids: asking the system for ten bytes costs many times what the rest of an id does. */
const pool = new Uint8Array(TAKEN * 400);
let used = pool.length;
const own = new Uint8Array(TAKEN);

let counterMs = -1;
let counter = 0;

/**
 * A UUID version 7 (RFC 9562, section 5.7), lower case.
 *
 * Within a process, ids made one after the other for the same millisecond ascend, as strings and as bytes: the first
 * 32 of the 74 bits after the time are a counter (section 6.2, method 1) that starts at a random place in its lower
 * half whenever `nowMs` changes, the other 42 are random. The time is always `nowMs`, also when the clock was set back.
 *
 * @param nowMs Milliseconds since 1970; fractions are dropped. Throws RangeError outside 0..2^48 - 1.
 * @param random Fills ten bytes; the operating system's randomness by default.
 */
export function uuidV7(nowMs: number, random?: (bytes: Uint8Array) => void): string {
  const ms = Math.floor(nowMs);
  if (!(ms >= 0 && ms <= LATEST_MS)) throw new RangeError(`time ${nowMs} does not fit a UUID`);
  let bytes = own;
  let at = 0;
  if (random) random(own);
  else {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    bytes = pool;
    at = used;
    used += TAKEN;
  }
  const byte = (i: number) => bytes[at + i] as number;
  const hex = (value: number) => HEX[value & 255] as string;

  if (ms === counterMs) counter++;
  else {
    counterMs = ms;
    counter = (((byte(0) & 127) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3)) >>> 0;
  }
  const high = Math.floor(ms / 65536);
  return (
    `${hex(high >>> 24)}${hex(high >>> 16)}${hex(high >>> 8)}${hex(high)}-${hex(ms / 256)}${hex(ms)}-` +
    // Version and the counter's first 12 bits; variant and the next 6; 8 more; the last 6 with the first 2 random ones.
    `${hex(0x70 | (counter >>> 28))}${hex(counter >>> 20)}-${hex(0x80 | ((counter >>> 14) & 63))}${hex(counter >>> 6)}-` +
    `${hex(((counter & 63) << 2) | (byte(4) & 3))}${hex(byte(5))}${hex(byte(6))}${hex(byte(7))}${hex(byte(8))}${hex(byte(9))}`
  );
}

/** When a version 7 UUID was made, milliseconds since 1970. Throws RangeError when it is not one. */
export function uuidV7Time(id: string): number {
  if (!FORM.test(id)) throw new RangeError("not a UUID of version 7");
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
