import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { LAST_POINT, negated, propertyRanges, type Range, withOtherCases, writeClass } from "./char-class.ts";

const isIn = (ranges: readonly Range[], point: number) => ranges.some(([from, to]) => from <= point && point <= to);
const isSurrogate = (point: number) => point >= 0xd800 && point <= 0xdfff;
const point = fc
  .oneof(
    fc.integer({ min: 0, max: LAST_POINT }),
    fc.integer({ min: 0, max: 0x600 }),
    fc.constantFrom(
      0x3ffff,
      0x40000,
      0xdffff,
      0xe0000,
      0xe0fff,
      0xe1000,
      0xeffff,
      0xf0000,
      0xffffd,
      0xffffe,
      0x100000,
      0x10fffd,
      LAST_POINT,
    ),
  )
  .filter((value) => !isSurrogate(value));

describe("propertyRanges", () => {
  it.each(["\\pL", "\\p{Lu}", "\\p{Greek}", "\\pC", "\\p{Co}", "\\p{Any}", "\\p{Han}"])(
    "of %s are what the engine takes",
    (property) => {
      const ranges = propertyRanges(property);
      const engine = RE2JS.compile(property);
      fc.assert(
        fc.property(point, (value) => isIn(ranges, value) === engine.test(String.fromCodePoint(value))),
        { numRuns: 2_000 },
      );
    },
  );
});

describe("withOtherCases", () => {
  it("adds the cases that the engine takes for the same", () => {
    const cased = fc.constantFrom(..."kKſsSσςΣéÉßẞIiİıǅµμΩω");
    fc.assert(
      fc.property(
        cased,
        fc.oneof(
          cased,
          point.map((value) => String.fromCodePoint(value)),
        ),
        (one, other) => {
          const from = one.codePointAt(0) ?? 0;
          const engine = RE2JS.compile(`[${one}]`, RE2JS.CASE_INSENSITIVE);
          expect(isIn(withOtherCases([[from, from]]), other.codePointAt(0) ?? 0)).toBe(engine.test(other));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("negated", () => {
  it("has what was not there, and nothing else", () => {
    const range = fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]): Range => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 5 }), fc.nat(60), (ranges, value) => {
        expect(isIn(negated(ranges), value)).toBe(!isIn(ranges, value));
      }),
    );
  });
});

describe("writeClass", () => {
  it.each<[Range[], string]>([
    [[[0x61, 0x7a]], "[a-z]"],
    [[[0x2e, 0x2e]], "\\."],
    [[[0x61, 0x61]], "a"],
    [[[0x0a, 0x0a]], "\\u000a"],
    [[[0, LAST_POINT]], "."],
    [[], "(?!)"],
    [[[0, 0]], "(?!)"],
    [negated([[0x0a, 0x0a]]), "[^\\u000a]"],
    [[[0x1f600, 0x1f64f]], "[\\U0001f600-\\U0001f64f]"],
    [[[0xd800, 0xdfff]], "(?!)"],
  ])("writes %j as %s", (ranges, written) => {
    expect(writeClass(ranges)).toBe(written);
  });
});
