import { VigieError } from "@vigie/protocol";
import { type Place, SEARCH_LIMITS } from "./search.ts";

/** The text of a search and how far it is read. */
export interface Source {
  readonly text: string;
  at: number;
  terms: number;
}

/** SEARCH_INVALID that points at a place: what is wrong there and what would be right. `at` counts characters from 1, for people. */
export function invalid(place: Place, problem: string, expected: string, cause?: unknown): VigieError {
  const { offset, length } = place;
  return new VigieError("SEARCH_INVALID", { at: offset + 1, offset, length, problem, expected }, cause);
}

export const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/.test(char);

export function skipSpace(source: Source): void {
  while (isSpace(source.text[source.at])) source.at++;
}

/** Where a term may end: at the end of the text, at space, at a closing parenthesis. */
export function isEnd(source: Source, at: number): boolean {
  const char = source.text[at];
  return char === undefined || char === ")" || isSpace(char);
}

export function countTerm(source: Source, place: Place): void {
  source.terms++;
  if (source.terms > SEARCH_LIMITS.terms) {
    throw invalid(
      place,
      `there are more than ${SEARCH_LIMITS.terms} terms`,
      `${SEARCH_LIMITS.terms} terms or fewer; every value of a list counts`,
    );
  }
}

/**
 * Reads on from a character that begins or continues a bare word to its end, which is space, a closing parenthesis or one of `stops`. Parentheses that
 * open and close inside of the word belong to it: `retry(3)`.
 */
export function readBare(source: Source, stops: string): string {
  const { text } = source;
  const start = source.at;
  let open = 0;
  for (; source.at < text.length; source.at++) {
    const char = text[source.at] ?? "";
    if (isSpace(char) || char === '"' || (open === 0 && (char === ")" || stops.includes(char)))) break;
    if (char === ")") open--;
    if (char === "(") {
      if (!closesInWord(text, source.at)) {
        throw invalid(
          { offset: source.at, length: 1 },
          "a parenthesis opens inside a word",
          'a space before it, or "quotes" around text that has parentheses',
        );
      }
      open++;
    }
  }
  return text.slice(start, source.at);
}

function closesInWord(text: string, at: number): boolean {
  let open = 0;
  for (; at < text.length && !isSpace(text[at]) && text[at] !== '"'; at++) {
    if (text[at] === "(") open++;
    if (text[at] === ")" && --open === 0) return true;
  }
  return false;
}

/** Reads "text in quotes", in which \" and \\ stand for a quote and a backslash, any other backslash for itself. */
export function readQuoted(source: Source): string {
  const { text } = source;
  const start = source.at;
  let value = "";
  for (source.at++; source.at < text.length; source.at++) {
    const char = text[source.at] ?? "";
    if (char === '"') {
      source.at++;
      return value;
    }
    const next = text[source.at + 1];
    if (char === "\\" && (next === '"' || next === "\\")) {
      value += next;
      source.at++;
    } else value += char;
  }
  throw invalid({ offset: start, length: text.length - start }, "this quote is not closed", 'a closing "');
}

export const quote = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`;
