import fc from "fast-check";
import { expect, it } from "vitest";
import { uuidV7, uuidV7Time } from "./uuid.ts";

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NOW = 1_767_571_200_123;

it("is a version 7 UUID that keeps its time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (ms) => {
      const id = uuidV7(ms);
      expect(id).toMatch(FORM);
      expect(uuidV7Time(id)).toBe(ms);
      expect(uuidV7Time(id.toUpperCase())).toBe(ms);
    }),
  );
});

it("ascends within a millisecond without repeating, and keeps its time", () => {
  const ids = Array.from({ length: 20_000 }, () => uuidV7(NOW));
  expect(ids).toEqual([...new Set(ids)].toSorted());
  expect(ids.every((id) => FORM.test(id) && uuidV7Time(id) === NOW)).toBe(true);
});

it.each([0x3f, 0x3fff, 0xfffff, 0xfffffff])(
  "ascends where the counter carries from %i into its next field",
  (start) => {
    const startCounter = (bytes: Uint8Array) => new DataView(bytes.buffer).setUint32(0, start);
    const [last, next] = [uuidV7(NOW + start, startCounter), uuidV7(NOW + start)] as [string, string];
    expect(next > last).toBe(true);
    expect(next).toMatch(FORM);
  },
);

it("keeps ascending when all random bits of the start are set", () => {
  const ones = (bytes: Uint8Array) => void bytes.fill(255);
  const ids = [NOW + 1, NOW + 1, NOW + 2].map((ms) => uuidV7(ms, ones));
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(3);
});

it("does not repeat itself when the clock jumps to and fro", () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => uuidV7(NOW + (i % 2)));
  expect(new Set(ids).size).toBe(ids.length);
});

it("is given its randomness", () => {
  const zeros = (bytes: Uint8Array) => void bytes.fill(0);
  expect(uuidV7(0x0123456789ab, zeros)).toBe("01234567-89ab-7000-8000-000000000000");
  expect(uuidV7(0x0123456789ab, zeros)).toBe("01234567-89ab-7000-8000-040000000000");
});

it("lays the counter's bits out from the highest to the lowest", () => {
  const startAt = (counter: number) => (bytes: Uint8Array) => new DataView(bytes.fill(0).buffer).setUint32(0, counter);
  for (let bit = 0; bit < 31; bit++) {
    const digits = uuidV7(NOW + bit, startAt(2 ** bit)).replaceAll("-", "");
    // After 48 bits of time: version, 12 bits, variant, 20 bits, 42 random ones.
    const tail = BigInt(`0x${digits.slice(12)}`);
    expect(((tail >> 64n) & 0xfffn) * 2n ** 20n + ((tail >> 42n) & 0xfffffn)).toBe(2n ** BigInt(bit));
  }
});

it.each([-1, 2 ** 48, Number.NaN, Number.POSITIVE_INFINITY])("refuses the time %s", (ms) => {
  expect(() => uuidV7(ms)).toThrow(RangeError);
});

it.each([
  "",
  "01234567-89ab-4000-8000-000000000000",
  "01234567-89ab-7000-c000-000000000000",
  "0123456789ab70008000000000000000",
])("reads no time from %j", (id) => expect(() => uuidV7Time(id)).toThrow(RangeError));
