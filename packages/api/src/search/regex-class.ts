import { negated, propertyRanges, type Range, withOtherCases } from "./char-class.ts";
import type { Place } from "./search.ts";

/** What holds at a place of an expression. */
export interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
}

/** An expression and how far it is read. */
export interface Reader {
  readonly source: string;
  at: number;
  readonly place: Place;
}

const DIGIT: Range[] = [[0x30, 0x39]];
const LOWER: Range[] = [[0x61, 0x7a]];
const UPPER: Range[] = [[0x41, 0x5a]];
const SPACE: Range[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const WORD: Range[] = [...DIGIT, ...LOWER, ...UPPER, [0x5f, 0x5f]];

const PERL: Readonly<Record<string, Range[]>> = { d: DIGIT, s: SPACE, w: WORD };
const POSIX: Readonly<Record<string, Range[]>> = {
  alnum: [...DIGIT, ...LOWER, ...UPPER],
  alpha: [...LOWER, ...UPPER],
  ascii: [[0, 0x7f]],
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  digit: DIGIT,
  graph: [[0x21, 0x7e]],
  lower: LOWER,
  print: [[0x20, 0x7e]],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  space: [
    [0x09, 0x0d],
    [0x20, 0x20],
  ],
  upper: UPPER,
  word: WORD,
  xdigit: [...DIGIT, [0x41, 0x46], [0x61, 0x66]],
};
const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** `\d`, `\W`, `\pL`, `\P{Greek}` …; null, and nothing read, for another escape. */
export function readClassEscape(reader: Reader, flags: Flags): Range[] | null {
  const found = sticky(/\\(?:[dswDSW]|[pP](?:\{\^?[^}]*\}|.))/uy, reader);
  if (found === null) return null;
  reader.at += found[0].length;
  const kind = found[0][1] ?? "";
  const perl = PERL[kind.toLowerCase()];
  if (perl) {
    const ranges = folded(perl, flags);
    return kind === kind.toLowerCase() ? ranges : negated(ranges);
  }
  const inverse = found[0].startsWith("{^", 2);
  const name = inverse ? `{${found[0].slice(4)}` : found[0].slice(2);
  const ranges = folded(propertyRanges(`\\p${name}`), flags);
  return (kind === "P") === inverse ? ranges : negated(ranges);
}

/** `[a-z]`, `[^[:space:],]`. */
export function readBrackets(reader: Reader, flags: Flags): Range[] {
  reader.at++;
  const inverse = reader.source[reader.at] === "^";
  if (inverse) reader.at++;
  const ranges: Range[] = [];
  for (let first = true; first || (reader.source[reader.at] ?? "]") !== "]"; first = false) {
    const posix = sticky(/\[:(\^?)(\w+):\]/y, reader);
    const named = POSIX[posix?.[2] ?? ""];
    const escaped = named ? null : readClassEscape(reader, flags);
    if (posix && named) {
      reader.at += posix[0].length;
      ranges.push(...(posix[1] ? negated(folded(named, flags)) : folded(named, flags)));
    } else if (escaped) ranges.push(...escaped);
    else {
      const from = readPoint(reader);
      let to = from;
      if (reader.source[reader.at] === "-" && reader.source[reader.at + 1] !== "]") {
        reader.at++;
        to = readPoint(reader);
      }
      ranges.push(...folded([[from, to]], flags));
    }
  }
  reader.at++;
  return inverse ? negated(ranges) : ranges;
}

/** A character that may be escaped. */
export function readPoint(reader: Reader): number {
  if (reader.source[reader.at] === "\\") return readEscaped(reader);
  const point = reader.source.codePointAt(reader.at) ?? 0;
  reader.at += point > 0xffff ? 2 : 1;
  return point;
}

/** `\n`, `\x41`, `\x{1F600}`, `\101`, `\.` … */
export function readEscaped(reader: Reader): number {
  const found = sticky(/\\(?:x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))/suy, reader);
  if (found === null) throw new Error("an expression that re2js takes has no such escape");
  reader.at += found[0].length;
  const [, braced, hex, octal, char = ""] = found;
  if (braced !== undefined || hex !== undefined) return Number.parseInt(braced ?? hex ?? "", 16);
  if (octal !== undefined) return Number.parseInt(octal, 8);
  return CONTROL[char] ?? char.codePointAt(0) ?? 0;
}

/** A character, and under the flag its other cases. */
export const cased = (points: readonly number[], flags: Flags): Range[] =>
  folded(
    points.map((point) => [point, point]),
    flags,
  );

const folded = (ranges: readonly Range[], flags: Flags): Range[] => (flags.i ? withOtherCases(ranges) : [...ranges]);

/** Matches right here, or null. */
export function sticky(pattern: RegExp, reader: Reader): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.source);
}
