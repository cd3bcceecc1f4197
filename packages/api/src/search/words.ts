import { isWordAt, wordsOf } from "@vigie/storage";
import type { TextTerm } from "./search.ts";

// What a word is belongs to the store, which indexes words; searches mean the same.
export { fold, isWordAt, wordsOf } from "@vigie/storage";

/**
 * Words that every text has in which this term is found; none for a term that can be found inside a word. A log without one of them cannot match; one
 * that has them all still has to be read, for their order and what is between them.
 */
export function requiredWords(term: TextTerm): string[] {
  const { text } = term;
  let from = 0;
  let to = text.length;
  // A word at an end that need not be a word's end may be part of a longer one.
  if (!term.wordStart) while (from < to && isWordAt(text, from)) from++;
  if (!term.wordEnd) while (to > from && isWordAt(text, to - 1)) to--;
  return wordsOf(text.slice(from, to));
}
