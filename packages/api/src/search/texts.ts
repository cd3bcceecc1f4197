import { LIMITS } from "@vigie/protocol";
import type { SearchableLog, TextTerm } from "./search.ts";
import { isWordAt } from "./words.ts";

/** All that free text looks in, each by itself: message, type, message and stack of errors, values of attributes (not their names). */
export function textsOf(log: Pick<SearchableLog, "message" | "errors" | "attributes">): string[] {
  const texts = [log.message];
  for (const error of log.errors) texts.push(error.type, error.message, error.stack);
  addValues(log.attributes, texts, LIMITS.attributeDepth);
  return texts;
}

function addValues(value: unknown, texts: string[], depth: number): void {
  if (typeof value === "object" && value !== null) {
    if (depth < 0) return;
    for (const inner of Array.isArray(value) ? value : Object.values(value)) addValues(inner, texts, depth - 1);
  } else {
    const text = textOf(value);
    if (text !== null) texts.push(text);
  }
}

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
