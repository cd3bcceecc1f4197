import { casedCharacters, type Range, wordRanges, writeClass } from "./char-class.ts";
import type { TextTerm } from "./search.ts";
import { fold } from "./words.ts";

/** Which characters become the same when they are folded: `k` → k, K and the sign of Kelvin. */
let unfolded: Map<string, string[]> | undefined;

function sameFolded(char: string): Range[] {
  if (unfolded === undefined) {
    unfolded = new Map();
    for (const other of casedCharacters()) {
      const to = fold(other);
      unfolded.set(to, [...(unfolded.get(to) ?? [to]), other]);
    }
  }
  return (unfolded.get(char) ?? [char]).map((one): Range => [one.codePointAt(0) ?? 0, one.codePointAt(0) ?? 0]);
}

let word: string | undefined;

/** A character of a word, as `wordsOf` has it, whatever the collation of the database. */
function wordClass(): string {
  word ??= writeClass(wordRanges());
  return word;
}

/** A term of free text for Postgres' `~`: finds it where a live search does, whatever the collation (UTF-8 databases). */
export function textToPostgresRegex({
  text,
  wordStart,
  wordEnd,
}: Pick<TextTerm, "text" | "wordStart" | "wordEnd">): string {
  const written = [...fold(text)].map((char) => writeClass(sameFolded(char))).join("");
  return `${wordStart ? `(?<!${wordClass()})` : ""}${written}${wordEnd ? `(?!${wordClass()})` : ""}`;
}
