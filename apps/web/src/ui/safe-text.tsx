import { textRuns } from "../lib/visible-text.ts";

interface SafeTextProps {
  text: string;
  /** Line feeds and tabs are layout; otherwise they are written as escapes like all that cannot be seen. */
  lines?: boolean;
  /** Left out, the text's own first letter decides. What is read in parts from left to right, like a route, says so. */
  dir?: "ltr";
  className?: string;
}

/**
 * Text that came from a service: names of routes, messages, statements. What cannot be seen is written as an escape, set apart by
 * its ground, and right-to-left text does not turn around what stands beside it.
 */
export function SafeText({ text, lines = false, dir, className }: SafeTextProps) {
  let at = 0;
  return (
    <bdi dir={dir} className={className}>
      {textRuns(text, lines).map((run) => {
        const key = at;
        at += run.text.length;
        return run.isEscape ? (
          <span key={key} className="bg-inner text-muted">
            {run.text}
          </span>
        ) : (
          run.text
        );
      })}
    </bdi>
  );
}
