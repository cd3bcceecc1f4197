import { RE2JS } from "re2js";

/** Code points, both ends included. */
export type Range = readonly [from: number, to: number];

export const LAST_POINT = 0x10ffff;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** In order, without overlaps. */
function normalised(ranges: readonly Range[]): Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

export function negated(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  let next = 0;
  for (const [from, to] of normalised(ranges)) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST_POINT) result.push([next, LAST_POINT]);
  return result;
}

let cased: string | undefined;

/** Every character of which case makes another one: some 2,900. */
export function casedCharacters(): string {
  if (cased === undefined) {
    cased = "";
    // No script beyond the first planes has case, as far as Unicode 17.
    for (let point = 0; point <= 0x1ffff; point++) {
      if (point === FIRST_SURROGATE) point = LAST_SURROGATE + 1;
      const char = String.fromCodePoint(point);
      if (/[\p{CWL}\p{CWU}\p{CWCF}]/u.test(char)) cased += char;
    }
  }
  return cased;
}

/** With the other cases of what is in it, by simple case folding, as RE2 and JavaScript's flags `iu` do. */
export function withOtherCases(ranges: readonly Range[]): Range[] {
  const inside = ranges.map(([from, to]) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`).join("");
  if (inside === "") return [];
  const same = casedCharacters().match(new RegExp(`[${inside}]`, "giu")) ?? [];
  const points = same.map((char): Range => [char.codePointAt(0) ?? 0, char.codePointAt(0) ?? 0]);
  return normalised([...ranges, ...points]);
}

/** Where every code point is of one kind: unassigned, for private use, or no character. Looking at the first tells of all. */
const ALIKE: readonly Range[] = [
  [0x40000, 0xdffff],
  [0xe1000, 0xeffff],
  [0xf0000, 0xffffd],
  [0xffffe, 0xfffff],
  [0x100000, 0x10fffd],
  [0x10fffe, LAST_POINT],
];

const properties = new Map<string, Range[]>();

/** Code points of `\pL` or `\p{Greek}`, asked of the engine that runs live searches, so that its Unicode version counts: some 50 ms, once each. */
export function propertyRanges(property: string): Range[] {
  let ranges = properties.get(property);
  if (ranges === undefined) {
    const engine = RE2JS.compile(`${property}+`);
    ranges = rangesOf(function* (all) {
      const runs = engine.matcher(all);
      while (runs.find()) yield [runs.start(), runs.end()];
    });
    properties.set(property, ranges);
  }
  return ranges;
}

/** Code points of which words are made, as the store makes them: here JavaScript's Unicode version counts. */
export function wordRanges(): Range[] {
  return rangesOf(function* (all) {
    for (const run of all.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)) yield [run.index, run.index + run[0].length];
  });
}

/** The code points in the runs that are found in a text of every character. */
function rangesOf(find: (all: string) => Iterable<[start: number, end: number]>): Range[] {
  const all = oneOfAllKinds();
  return Array.from(find(all), ([start, end]): Range => {
    const to = all.codePointAt(isLowSurrogate(all, end - 1) ? end - 2 : end - 1) ?? 0;
    return [all.codePointAt(start) ?? 0, ALIKE.find(([first]) => first === to)?.[1] ?? to];
  });
}

/** Every character in order, of those that are alike the first. */
function oneOfAllKinds(): string {
  let all = "";
  for (let point = 0; point <= LAST_POINT; point++) {
    if (point === FIRST_SURROGATE) point = LAST_SURROGATE + 1;
    all += String.fromCodePoint(point);
    point = ALIKE.find(([first]) => first === point)?.[1] ?? point;
  }
  return all;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= LAST_SURROGATE;
}

/** As an atom of Postgres' advanced regular expressions, where neither flags nor the collation change what it matches. */
export function writeClass(ranges: readonly Range[]): string {
  const known = normalised(ranges).flatMap(writable);
  const [only, ...rest] = known;
  if (only === undefined) return "(?!)";
  if (rest.length === 0 && only[0] === only[1]) return writeCharacter(only[0]);
  if (known.at(-1)?.[1] !== LAST_POINT) return `[${known.map(writeRange).join("")}]`;
  const others = negated(known).flatMap(writable);
  // A dot is any character at all, as long as no flag makes lines of it.
  return others.length === 0 ? "." : `[^${others.map(writeRange).join("")}]`;
}

/** A text in Postgres has no NUL and no halves of surrogate pairs. */
function writable([from, to]: Range): Range[] {
  const first = from === 0 ? 1 : from >= FIRST_SURROGATE && from <= LAST_SURROGATE ? LAST_SURROGATE + 1 : from;
  const last = to >= FIRST_SURROGATE && to <= LAST_SURROGATE ? FIRST_SURROGATE - 1 : to;
  return first <= last ? [[first, last]] : [];
}

function writeRange([from, to]: Range): string {
  return from === to ? writeEndpoint(from) : `${writeEndpoint(from)}-${writeEndpoint(to)}`;
}

function writeEndpoint(point: number): string {
  const char = String.fromCodePoint(point);
  if (/[\p{L}\p{N}]/u.test(char)) return char;
  return point > 0xffff ? `\\U${point.toString(16).padStart(8, "0")}` : `\\u${point.toString(16).padStart(4, "0")}`;
}

function writeCharacter(point: number): string {
  const char = String.fromCodePoint(point);
  if (/[\p{L}\p{N}_ ]/u.test(char)) return char;
  return point > 0x20 && point < 0x7f ? `\\${char}` : writeEndpoint(point);
}
