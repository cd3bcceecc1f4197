/**
 * Text that came from a service, as it may be shown: whoever can call a route or throw an error chooses some of it. What has no
 * shape of its own, or turns the text around it (control characters, U+202E and its like, zero-width ones, halves of
 * surrogate pairs), is written as the escape that JavaScript has for it.
 */
export interface TextRun {
  text: string;
  /** The run stands for one or more characters that cannot be seen. */
  isEscape: boolean;
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]+/gu;
/** Of several lines: line feeds and tabs are the layout, not a trick. */
const INVISIBLE_IN_LINES = /(?:(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0])+/gu;

export function textRuns(text: string, lines = false): TextRun[] {
  const runs: TextRun[] = [];
  let shownTo = 0;
  // A carriage return before a line feed is the end of a line like any other.
  const source = lines ? text.replaceAll("\r\n", "\n") : text;
  for (const match of source.matchAll(lines ? INVISIBLE_IN_LINES : INVISIBLE)) {
    if (match.index > shownTo) runs.push({ text: source.slice(shownTo, match.index), isEscape: false });
    runs.push({ text: Array.from(match[0], escapeOf).join(""), isEscape: true });
    shownTo = match.index + match[0].length;
  }
  if (shownTo < source.length) runs.push({ text: source.slice(shownTo), isEscape: false });
  return runs;
}

/** The same in one piece, for titles, labels and other places that take no elements. */
export function visibleText(text: string): string {
  return textRuns(text)
    .map((run) => run.text)
    .join("");
}

function escapeOf(character: string): string {
  switch (character) {
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
  }
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}
