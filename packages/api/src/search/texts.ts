import type { TextTerm } from "./search.ts";
import { isWordAt } from "./words.ts";

/** A value as it is searched for and compared; null for what has no text. */
export function textOf(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return null;
  }
}

/**
 * Looks for a term from a place on. Takes a folded text and a folded needle; -1 when it is not there.
 */
export function findText(
  folded: string,
  needle: string,
  term: Pick<TextTerm, "wordStart" | "wordEnd">,
  from = 0,
): number {
  for (let at = folded.indexOf(needle, from); at !== -1; at = folded.indexOf(needle, at + 1)) {
    if (term.wordStart && isWordAt(folded, at - 1)) continue;
    if (term.wordEnd && isWordAt(folded, at + needle.length)) continue;
    return at;
  }
  return -1;
}
