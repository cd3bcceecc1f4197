import { figureText } from "../../lib/format.ts";
import { GRAVEST_FIRST, type LevelCounts, totalOf, totalsOf } from "./level-counts.ts";
import { LEVEL_COLORS } from "./level-look.ts";

/** How many matches there are, and of which levels. */
export function MatchCount({ counts, isOld }: { counts: LevelCounts; isOld: boolean }) {
  if (counts.searchedTo === null) return <span className="figure text-muted">counting …</span>;
  const totals = totalsOf(counts);
  const total = totalOf(totals);
  return (
    <span role="status" className={`figure inline-flex flex-wrap gap-x-3 text-[12px] ${isOld ? "grayscale-80" : ""}`}>
      <span>
        <span className="text-bright">{figureText(total, "count")}</span>{" "}
        <span className="text-muted">
          {total === 1 ? "match" : "matches"}
          {!counts.done && ` so far, ${figureText(counts.share, "ratio")} counted`}
        </span>
      </span>
      {GRAVEST_FIRST.filter((level) => totals[level] > 0).map((level) => (
        <span key={level} className="inline-flex items-center gap-1 text-muted">
          <span aria-hidden="true" className="inline-block size-2" style={{ background: LEVEL_COLORS[level] }} />
          {figureText(totals[level], "count")} {level}
        </span>
      ))}
    </span>
  );
}
