import { type AnsiStyle, ansiPieces } from "./ansi.ts";
import { textRuns } from "./visible-text.ts";

/** A piece of a message as it is drawn. */
export interface MessageRun {
  text: string;
  /** Stands for characters that cannot be seen. */
  isEscape: boolean;
  /** The search matched it. */
  isMark: boolean;
  style: AnsiStyle | null;
}

interface MessageOptions {
  /** Ranges of the message that a search matched: from, to, in their order. */
  marks: readonly (readonly number[])[];
  /** Whether colours that the message asks for are drawn; its colour codes are never shown. */
  colours: boolean;
  /** Line feeds and tabs are layout; else they are written as escapes. */
  lines: boolean;
}

/** What was logged, so that it can be shown: coloured, marked, and without anything in it that could act on the page or hide. */
export function messageRuns(message: string, { marks, colours, lines }: MessageOptions): MessageRun[] {
  const runs: MessageRun[] = [];
  for (const { from, to, style } of ansiPieces(message)) {
    let at = from;
    const add = (end: number, isMark: boolean) => {
      if (end <= at) return;
      for (const { text, isEscape } of textRuns(message.slice(at, end), lines))
        runs.push({ text, isEscape, isMark, style: colours ? style : null });
      at = end;
    };
    for (const [markFrom = 0, markTo = 0] of marks) {
      if (markTo <= at || markFrom >= to) continue;
      add(Math.max(at, markFrom), false);
      add(Math.min(to, markTo), true);
    }
    add(to, false);
  }
  return runs;
}
