import type { Change } from "../lib/change.ts";

const ARROWS = { up: "▲", down: "▼", same: "=" } as const;
const COLOURS = { worse: "text-warning", better: "text-ok", neutral: "text-muted" } as const;

/** A change with its direction as an arrow, and whether it is for the worse as a colour and a word. */
export function ChangeMark({ change }: { change: Change }) {
  return (
    <span className={`whitespace-nowrap ${COLOURS[change.verdict]}`}>
      <span aria-hidden="true">{ARROWS[change.direction]}</span> {change.text}
      {change.verdict !== "neutral" && <span className="sr-only"> ({change.verdict})</span>}
    </span>
  );
}
