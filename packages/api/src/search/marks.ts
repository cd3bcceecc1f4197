import { compileRegex } from "./regex.ts";
import type { Search, TextTerm } from "./search.ts";
import { findText } from "./texts.ts";
import { fold } from "./words.ts";

/** Start and end in UTF-16 units, the end not included. */
export type Mark = [start: number, end: number];

/** Marks in one text. */
const MARKS_AT_MOST = 100;

type Finder = (text: string, folded: string, add: (start: number, end: number) => boolean) => void;

const finders = new WeakMap<Search, Finder[]>();

/**
 * What to highlight in a text: places of free text and regular expressions that are asked for (not of those under a NOT), in order, without
 * overlaps, at most 100.
 */
export function marksOf(search: Search, text: string): Mark[] {
  let known = finders.get(search);
  if (known === undefined) {
    known = [...findersOf(search, true)];
    finders.set(search, known);
  }
  const folded = known.length === 0 ? "" : fold(text);
  const marks: Mark[] = [];
  for (const find of known) {
    let left = MARKS_AT_MOST;
    find(text, folded, (start, end) => {
      marks.push([start, end]);
      return --left > 0;
    });
  }
  return merged(marks).slice(0, MARKS_AT_MOST);
}

function* findersOf(search: Search, asked: boolean): Generator<Finder> {
  switch (search.kind) {
    case "and":
    case "or":
      for (const part of search.of) yield* findersOf(part, asked);
      return;
    case "not":
      yield* findersOf(search.of, !asked);
      return;
    case "text":
      if (asked) yield finderOfText(search);
      return;
    case "regex": {
      if (!asked) return;
      const regex = compileRegex(search);
      yield (text, _, add) => {
        const found = regex.matcher(text);
        while (found.find()) {
          if (found.end() > found.start() && !add(found.start(), found.end())) return;
        }
      };
      return;
    }
    default:
      return;
  }
}

function finderOfText(term: TextTerm): Finder {
  const needle = fold(term.text);
  return (_, folded, add) => {
    for (let at = findText(folded, needle, term); at !== -1; at = findText(folded, needle, term, at + needle.length)) {
      if (!add(at, at + needle.length)) return;
    }
  };
}

function merged(marks: Mark[]): Mark[] {
  const result: Mark[] = [];
  for (const [start, end] of marks.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
