import { SafeText } from "../../ui/safe-text.tsx";
import type { SearchProblem } from "./search-problem.ts";

/** As much of a long search as is needed to see where in it the mistake is. */
const AROUND = 48;

/** The search with its mistake underlined, and what to write instead. */
export function SearchProblemNote({ id, query, problem }: { id: string; query: string; problem: SearchProblem }) {
  const from = Math.min(problem.offset, query.length);
  const to = Math.min(from + problem.length, query.length);
  const begin = Math.max(0, from - AROUND);
  const end = Math.min(query.length, to + AROUND);
  return (
    <div id={id} role="alert" className="border-l-4 border-critical bg-panel px-3 py-2 text-[12px]">
      <p className="figure whitespace-pre-wrap [overflow-wrap:anywhere] text-muted" aria-hidden="true">
        {begin > 0 && "…"}
        <SafeText text={query.slice(begin, from)} />
        <span className="text-critical underline decoration-wavy underline-offset-4">
          {/* At its end there is no character to point at. */}
          {to > from ? <SafeText text={query.slice(from, to)} /> : "\u2423"}
        </span>
        <SafeText text={query.slice(to, end)} />
        {end < query.length && "…"}
      </p>
      <p className="mt-1">
        <SafeText text={problem.message} /> <SafeText text={problem.remedy} className="text-muted" />
      </p>
    </div>
  );
}
