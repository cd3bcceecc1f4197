import { useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { lengthText, type Period } from "../../lib/period.ts";
import type { PerformanceIndex } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { STATES } from "../../ui/state.ts";
import { GRADE_STATES, PART_NAMES, scoreText } from "./grades.ts";
import { PartsTable } from "./parts-table.tsx";

interface PerformanceCardProps {
  /** Of which the grade is: it may be good while right now is not. */
  period: Period;
  index: PerformanceIndex | undefined;
  error: unknown;
  busy: boolean;
}

/** One grade for all of it, how it went, and what it is made of. */
export function PerformanceCard({ period, index, error, busy }: PerformanceCardProps) {
  const [open, setOpen] = useState(false);
  const state = STATES[index?.grade ? GRADE_STATES[index.grade] : "unknown"];
  return (
    <section
      id="performance"
      aria-label="Performance index"
      aria-busy={busy || (!index && !error)}
      className={`border border-t-2 border-inner bg-panel ${state.top} ${busy ? "grayscale-80" : ""}`}
    >
      <div className="figure flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 px-2.5 py-1.5 text-[11px]">
        <h2 className="label font-sans text-muted">Performance index</h2>
        {index ? (
          <>
            <Score index={index} period={period} />
            <Sparkline
              values={index.history}
              className={`order-last h-6! min-w-32 flex-1 basis-full sm:order-none sm:basis-32 ${state.text}`}
            />
            <Parts index={index} />
            <button
              type="button"
              aria-expanded={open}
              aria-controls="performance-parts"
              onClick={() => setOpen(!open)}
              className="text-accent hover:underline"
            >
              {open ? "hide its parts" : "its four parts"}
            </button>
          </>
        ) : error ? (
          <Note className="font-sans" reason={failureOf(error).message} remedy={failureOf(error).remedy} />
        ) : (
          <Skeleton className="h-6 flex-1" />
        )}
      </div>
      <div id="performance-parts">{open && index && <PartsTable index={index} />}</div>
    </section>
  );
}

function Score({ index: { score, grade }, period }: { index: PerformanceIndex; period: Period }) {
  if (score === null || grade === null)
    return <span className="font-sans text-muted">nothing to make it of in this period</span>;
  return (
    <p className="whitespace-nowrap">
      <span className={`text-[22px] leading-8 font-semibold ${STATES[GRADE_STATES[grade]].text}`}>{grade}</span>{" "}
      <span className="text-[15px] text-bright">{scoreText(score)}</span>{" "}
      <span className="text-muted">of 100, over {typeof period === "string" ? lengthText(period) : "this period"}</span>
    </p>
  );
}

/** The points of each part, in short. */
function Parts({ index: { parts } }: { index: PerformanceIndex }) {
  return (
    <ul className="flex flex-wrap gap-x-3 text-muted">
      {parts.map(({ part, score }) => (
        <li key={part} className="whitespace-nowrap">
          {PART_NAMES[part].toLowerCase()} <span className="text-body">{score === null ? "–" : Math.floor(score)}</span>
        </li>
      ))}
    </ul>
  );
}
