import { LAST_POINT, negated, type Range, writeClass } from "./char-class.ts";
import {
  cased,
  type Flags,
  type Reader,
  readBrackets,
  readClassEscape,
  readEscaped,
  readPoint,
  sticky,
} from "./regex-class.ts";
import type { Place, RegexTerm } from "./search.ts";
import { invalid } from "./source.ts";

/** Postgres repeats no more often than this; RE2 would up to 1,000 times. */
const REPEAT_AT_MOST = 255;
/** Characters of what is written for Postgres; names of scripts and letters of all scripts become long. */
const WRITTEN_AT_MOST = 100_000;

const ANY: Range[] = [[0, LAST_POINT]];
const NEWLINE: Range[] = [[0x0a, 0x0a]];

const W = "[A-Za-z0-9_]";
const BOUNDARY = `(?:(?<!${W})(?=${W})|(?<=${W})(?!${W}))`;
const NO_BOUNDARY = `(?:(?<!${W})(?!${W})|(?<=${W})(?=${W}))`;

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
