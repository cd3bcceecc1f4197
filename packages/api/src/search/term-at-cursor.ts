import { closingSlash } from "./parse-term.ts";
import { isEnd, isSpace } from "./source.ts";

/** The name or value that is being written. */
export interface TermAtCursor {
  /** What a suggestion replaces. */
  from: number;
  to: number;
  /** What stands there up to the cursor, without a quote. */
  typed: string;
  /** Of a value: the name before the colon; null where a name or a word is written. */
  field: string | null;
  /** Of a value: the comparison before it. */
  sign: string;
  /** Of a value: the others of its list, as they are written. */
  others: string[];
  /** Whether the list stands in parentheses. */
  inGroup: boolean;
  /** Of a name: whether its colon stands already. */
  hasColon: boolean;
}

/** Null inside quotes and regular expressions of free text. What is written may have any number of mistakes. */
export function termAt(text: string, cursor: number): TermAtCursor | null {
  const scan = scanTo(text, cursor);
  if (scan === null) return null;
  const { start, group } = scan;
  if (group !== null) return valueAt(text, cursor, start, group.field, listed(text.slice(group.offset, start)), true);
  const before = text.slice(start, cursor);
  const term = /^@?([\p{L}_$][\p{L}\p{M}\p{N}_.\-$@/]*):([<>]=?|=)?/u.exec(before);
  if (term) {
    const [whole, field = "", sign = ""] = term;
    return { ...valueAt(text, cursor, start + whole.length, field, [], false), sign };
  }
  if (before.startsWith('"')) return null;
  const end = endOf(text, cursor, /[\s()":]/);
  const hasColon = text[end] === ":";
  return { from: start, to: end, typed: before, field: null, sign: "", others: [], inGroup: false, hasColon };
}

/** The last value of a list that begins at `start`. */
function valueAt(
  text: string,
  cursor: number,
  start: number,
  field: string,
  before: string[],
  inGroup: boolean,
): TermAtCursor {
  const others = [...before];
  let from = start;
  for (let at = start, quoted = false; at < cursor; at++) {
    if (text[at] === '"') quoted = !quoted;
    if (text[at] === "," && !quoted) {
      others.push(text.slice(from, at));
      from = at + 1;
    }
  }
  const isQuoted = text[from] === '"' && from < cursor;
  const end = isQuoted ? closingQuote(text, cursor) : endOf(text, cursor, /[\s(),]/);
  const typed = text.slice(isQuoted ? from + 1 : from, cursor);
  return { from, to: end, typed, field, sign: "", others, inGroup, hasColon: true };
}

const listed = (written: string): string[] => written.split(/\s+OR\s+|,/).map((value) => value.trim());

function endOf(text: string, cursor: number, stop: RegExp): number {
  let end = cursor;
  while (end < text.length && !stop.test(text[end] ?? "")) end++;
  return end;
}

/** Just behind the quote that closes, or the cursor when none does: what follows is then another term. */
function closingQuote(text: string, cursor: number): number {
  const close = text.indexOf('"', cursor);
  return close === -1 ? cursor : close + 1;
}

interface Scan {
  /** Where the term, or the value in a group, begins. */
  start: number;
  /** `level:(warn OR …`: the name, and where its values begin. */
  group: { field: string; offset: number } | null;
}

function scanTo(text: string, cursor: number): Scan | null {
  const groups: (Scan["group"] | null)[] = [];
  let start = 0;
  let inWord = 0;
  for (let at = 0; at < cursor; at++) {
    const char = text[at] ?? "";
    if (char === '"') {
      const close = closing(text, at);
      // Within a value, what is quoted so far is still worth completing.
      if (close >= cursor)
        return start === at && groups.at(-1) == null ? null : { start, group: groups.at(-1) ?? null };
      at = close;
    } else if (char === "/" && start === at) {
      const close = closingSlash(text, at + 1);
      const end = close === null ? null : text[close + 1] === "i" ? close + 2 : close + 1;
      if (close !== null && end !== null && close > at + 1 && isEnd({ text, at, terms: 0 }, end)) {
        if (end >= cursor) return null;
        at = end - 1;
      }
    } else if (isSpace(char) || (char === "-" && start === at)) start = at + 1;
    else if (char === "(") {
      const before = text.slice(start, at);
      const field = /^@?(.+):$/.exec(before)?.[1];
      if (field === undefined && before !== "" && !/^(?:AND|OR|NOT)$/.test(before)) inWord++;
      else {
        groups.push(field === undefined ? null : { field, offset: at + 1 });
        start = at + 1;
      }
    } else if (char === ")") {
      if (inWord > 0) inWord--;
      else {
        groups.pop();
        start = at + 1;
      }
    }
  }
  return { start, group: groups.at(-1) ?? null };
}

function closing(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
