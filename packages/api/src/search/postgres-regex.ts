import { LAST_POINT, negated, propertyRanges, type Range, withOtherCases, writeClass } from "./char-class.ts";
import type { Place, RegexTerm } from "./search.ts";
import { invalid } from "./source.ts";

/** Postgres repeats no more often than this; RE2 would up to 1,000 times. */
const REPEAT_AT_MOST = 255;
/** Characters of what is written for Postgres; names of scripts and letters of all scripts become long. */
const WRITTEN_AT_MOST = 100_000;

const DIGIT: Range[] = [[0x30, 0x39]];
const LOWER: Range[] = [[0x61, 0x7a]];
const UPPER: Range[] = [[0x41, 0x5a]];
const SPACE: Range[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const WORD: Range[] = [...DIGIT, ...LOWER, ...UPPER, [0x5f, 0x5f]];
const ANY: Range[] = [[0, LAST_POINT]];
const NEWLINE: Range[] = [[0x0a, 0x0a]];

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

const W = "[A-Za-z0-9_]";
const BOUNDARY = `(?:(?<!${W})(?=${W})|(?<=${W})(?!${W}))`;
const NO_BOUNDARY = `(?:(?<!${W})(?!${W})|(?<=${W})(?=${W}))`;

interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
}

interface Reader {
  readonly source: string;
  at: number;
  readonly place: Place;
}

/**
 * An expression that re2js took, written for Postgres' `~`: both find the same texts, whatever the collation (UTF-8 databases). Case, `\d`, `\w`, `\s`,
 * `\b` and properties are written out, because Postgres has its own idea of them and takes flags but for the whole. Groups do not capture and
 * laziness is left out: neither changes whether there is a match. Throws SEARCH_INVALID for repetitions that Postgres cannot count.
 */
export function toPostgresRegex(source: string, flags: RegexTerm["flags"], place?: Place): string {
  const reader = { source, at: 0, place: place ?? { offset: 0, length: source.length } };
  const written = writeAlternatives(reader, { i: flags === "i", m: false, s: false });
  if (written.length > WRITTEN_AT_MOST) {
    throw invalid(reader.place, "the regular expression is too large", "fewer names of scripts or kinds of letters");
  }
  return written;
}

/** To the end of the group or of all. Flags that are set inside hold to its end. */
function writeAlternatives(reader: Reader, given: Flags): string {
  const flags = { ...given };
  let written = "";
  while (reader.at < reader.source.length && reader.source[reader.at] !== ")") {
    if (reader.source[reader.at] === "|") {
      reader.at++;
      written += "|";
    } else written += writeRepeated(reader, flags);
  }
  return written;
}

function writeRepeated(reader: Reader, flags: Flags): string {
  const { source } = reader;
  if (source.startsWith("\\Q", reader.at)) return writeVerbatim(reader, flags);
  const atom = writeAtom(reader, flags);
  const repetition = readRepetition(reader);
  return repeated(reader, atom, repetition);
}

function repeated(reader: Reader, atom: string, repetition: string): string {
  if (repetition === "") return atom;
  if (atom === "") {
    throw invalid(reader.place, "the regular expression repeats nothing", `something before the ${repetition}`);
  }
  return `(?:${atom})${repetition}`;
}

/** `*`, `+`, `?`, `{2}`, `{2,}` or `{2,5}`; anything else after a brace makes it a brace. */
function readRepetition(reader: Reader): string {
  const found = sticky(/[*+?]|\{(\d+)(?:,(\d*))?\}/y, reader);
  if (found === null) return "";
  reader.at += found[0].length;
  if (reader.source[reader.at] === "?") reader.at++;
  for (const count of [found[1], found[2]]) {
    if (Number(count ?? 0) > REPEAT_AT_MOST) {
      throw invalid(reader.place, `the regular expression repeats ${count} times`, `up to ${REPEAT_AT_MOST} times`);
    }
  }
  return found[0];
}

function writeAtom(reader: Reader, flags: Flags): string {
  const char = reader.source[reader.at];
  switch (char) {
    case "(":
      return writeGroup(reader, flags);
    case "[":
      return writeClass(readBrackets(reader, flags));
    case ".":
      reader.at++;
      return writeClass(flags.s ? ANY : negated(NEWLINE));
    case "^":
      reader.at++;
      return flags.m ? "(?:^|(?<=\\n))" : "^";
    case "$":
      reader.at++;
      return flags.m ? "(?:$|(?=\\n))" : "$";
    case "\\":
      return writeEscape(reader, flags);
    default:
      return writeClass(cased([readPoint(reader)], flags));
  }
}

function writeGroup(reader: Reader, flags: Flags): string {
  const head = sticky(/\((?:\?P?<[^>]+>|\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)]))?/y, reader);
  if (head === null) throw new Error("an expression that re2js takes has no such group");
  reader.at += head[0].length;
  const [, on = "", off = "", end] = head;
  const changed = { ...flags };
  for (const name of ["i", "m", "s"] as const) {
    if (on.includes(name)) changed[name] = true;
    if (off.includes(name)) changed[name] = false;
  }
  if (end === ")") {
    Object.assign(flags, changed);
    return "";
  }
  const inside = writeAlternatives(reader, changed);
  reader.at++;
  return `(?:${inside})`;
}

function writeEscape(reader: Reader, flags: Flags): string {
  switch (reader.source[reader.at + 1]) {
    case "b":
      reader.at += 2;
      return BOUNDARY;
    case "B":
      reader.at += 2;
      return NO_BOUNDARY;
    case "A":
      reader.at += 2;
      return "^";
    case "z":
      reader.at += 2;
      return "$";
    default: {
      const ranges = readClassEscape(reader, flags);
      return writeClass(ranges ?? cased([readEscaped(reader)], flags));
    }
  }
}

/** `\Q…\E`: what is between is taken literally, the last character may be repeated. */
function writeVerbatim(reader: Reader, flags: Flags): string {
  const end = reader.source.indexOf("\\E", reader.at + 2);
  const inside = [...reader.source.slice(reader.at + 2, end === -1 ? undefined : end)];
  reader.at = end === -1 ? reader.source.length : end + 2;
  const atoms = inside.map((char) => writeClass(cased([char.codePointAt(0) ?? 0], flags)));
  const last = atoms.pop() ?? "";
  return atoms.join("") + repeated(reader, last, readRepetition(reader));
}

/** `\d`, `\W`, `\pL`, `\P{Greek}` …; null, and nothing read, for another escape. */
function readClassEscape(reader: Reader, flags: Flags): Range[] | null {
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

function readBrackets(reader: Reader, flags: Flags): Range[] {
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

function readPoint(reader: Reader): number {
  if (reader.source[reader.at] === "\\") return readEscaped(reader);
  const point = reader.source.codePointAt(reader.at) ?? 0;
  reader.at += point > 0xffff ? 2 : 1;
  return point;
}

/** `\n`, `\x41`, `\x{1F600}`, `\101`, `\.` … */
function readEscaped(reader: Reader): number {
  const found = sticky(/\\(?:x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|([0-7]{1,3})|(.))/suy, reader);
  if (found === null) throw new Error("an expression that re2js takes has no such escape");
  reader.at += found[0].length;
  const [, braced, hex, octal, char = ""] = found;
  if (braced !== undefined || hex !== undefined) return Number.parseInt(braced ?? hex ?? "", 16);
  if (octal !== undefined) return Number.parseInt(octal, 8);
  return CONTROL[char] ?? char.codePointAt(0) ?? 0;
}

const cased = (points: readonly number[], flags: Flags): Range[] =>
  folded(
    points.map((point) => [point, point]),
    flags,
  );

const folded = (ranges: readonly Range[], flags: Flags): Range[] => (flags.i ? withOtherCases(ranges) : [...ranges]);

function sticky(pattern: RegExp, reader: Reader): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.source);
}
