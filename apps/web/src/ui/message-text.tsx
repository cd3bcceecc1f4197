import { useMemo } from "react";
import { messageRuns } from "../lib/message-runs.ts";

interface MessageTextProps {
  text: string;
  marks?: readonly (readonly number[])[];
  colours?: boolean;
  /** Line feeds and tabs are layout; otherwise they are written as escapes. */
  lines?: boolean;
}

const NO_MARKS: readonly (readonly number[])[] = [];

/** What was logged: with its colours, with what a search found in it marked, and nothing in it hidden. */
export function MessageText({ text, marks = NO_MARKS, colours = true, lines = false }: MessageTextProps) {
  const runs = useMemo(() => messageRuns(text, { marks, colours, lines }), [text, marks, colours, lines]);
  let at = 0;
  return (
    <bdi>
      {runs.map((run) => {
        const key = at;
        at += run.text.length;
        const content = run.isEscape ? <span className="bg-inner text-muted">{run.text}</span> : run.text;
        if (run.isMark)
          return (
            <mark key={key} style={run.style ?? undefined} className="bg-accent/30! text-bright!">
              {content}
            </mark>
          );
        return run.style || run.isEscape ? (
          <span key={key} style={run.style ?? undefined}>
            {content}
          </span>
        ) : (
          content
        );
      })}
    </bdi>
  );
}
