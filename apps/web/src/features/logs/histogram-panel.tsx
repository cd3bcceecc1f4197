import { useMemo } from "react";
import { StackedBars } from "../../charts/stacked-bars.tsx";
import { figureText } from "../../lib/format.ts";
import { GRAVEST_FIRST, type LevelCounts, totalOf, totalsOf } from "./level-counts.ts";
import { LEVEL_COLORS } from "./level-look.ts";

interface HistogramPanelProps {
  counts: LevelCounts;
  /** They are those of the search before. */
  isOld: boolean;
  /** Bounds of the period, ms. */
  from: number;
  to: number;
  onRange: (from: number, to: number) => void;
}

const HEIGHT = 64;
const PARTS = GRAVEST_FIRST.map((level) => ({ name: level, color: LEVEL_COLORS[level] }));

/** How many matches there are over time, the gravest on the axis. */
export function HistogramPanel({ counts, isOld, from, to, onRange }: HistogramPanelProps) {
  const windows = useMemo(
    () =>
      [...counts.windows]
        .sort(([one], [other]) => one - other)
        .map(([start, levels]) => ({ start, values: GRAVEST_FIRST.map((level) => levels[level]) })),
    [counts],
  );
  const totals = totalsOf(counts);
  const told = GRAVEST_FIRST.filter((level) => totals[level] > 0).map(
    (level) => `${figureText(totals[level], "count")} ${level}`,
  );
  return (
    <div className={`px-3 pt-2 ${isOld ? "grayscale-80" : ""}`} aria-busy={isOld || !counts.done}>
      <StackedBars
        from={from}
        to={to}
        stepSeconds={counts.stepSeconds || 60}
        parts={PARTS}
        windows={windows}
        height={HEIGHT}
        label={`Matches over time: ${figureText(totalOf(totals), "count")}${counts.done ? "" : " so far"}. ${told.join(", ")}`}
        onRange={onRange}
      />
    </div>
  );
}
