import type { Pattern } from "./search.ts";

/** Whether a value looks like one of the patterns. A name that is empty is not known: no wildcard takes it. Takes time linear in the value. */
export function matchPatterns(patterns: readonly Pattern[]): (value: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => pattern.length === 1).map((pattern) => pattern[0] ?? ""));
  const open = patterns.filter((pattern) => pattern.length > 1);
  return (value) => exact.has(value) || (value !== "" && open.some((pattern) => matchesPattern(pattern, value)));
}

function matchesPattern(pattern: Pattern, value: string): boolean {
  const first = pattern[0] ?? "";
  const last = pattern.at(-1) ?? "";
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  // The earliest place of each piece leaves the most to the next.
  let at = first.length;
  for (const piece of pattern.slice(1, -1)) {
    const found = value.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= value.length - last.length;
}

/** As the right side of SQL's LIKE, with the backslash as its escape. */
export function likeOf(pattern: Pattern): string {
  return pattern.map((piece) => piece.replace(/[\\%_]/g, "\\$&")).join("%");
}
