import { type Change, changeOf } from "./change.ts";
import { figureText } from "./format.ts";
import type { Trend } from "./trpc.ts";

type Comparison = Trend["comparisons"][number];
type Against = Comparison["against"];

/** One of the comparisons, as a person reads it. */
export interface ComparisonWords {
  /** `1 h`, `1 d`, `1 w`. */
  against: string;
  /** What it was then; a dash where that is not known. */
  value: string;
  /** Null where nothing can be said. */
  change: Change | null;
  isDecisive: boolean;
}

const LENGTHS: Record<Against, string> = { "1h": "1\u202fh", "1d": "1\u202fd", "1w": "1\u202fw" };

export function comparisonsOf(trend: Trend): ComparisonWords[] {
  return trend.comparisons.map((comparison) => ({
    against: LENGTHS[comparison.against],
    value: figureText(comparison.value, trend.unit),
    change: changeIn(trend, comparison),
    isDecisive: comparison.against === trend.decisive,
  }));
}

/** The comparison that decides; null where nothing can be said, which `silence` explains. */
export function decisiveOf(trend: Trend): (ComparisonWords & { change: Change }) | null {
  for (const { change, ...words } of comparisonsOf(trend)) if (words.isDecisive && change) return { ...words, change };
  return null;
}

/** The whole trend in one text, for a title: what it is now, and how that compares with each time before. */
export function trendText(trend: Trend): string {
  const now = `Last five minutes: ${figureText(trend.now, trend.unit)}`;
  if (trend.silence !== null) return `${now}. No trend: ${trend.silence}.`;
  const compared = comparisonsOf(trend).map(({ against, value, change }) =>
    change ? `${against} before: ${value} (${change.text}${wordOf(change)})` : `${against} before: not known`,
  );
  return [now, ...compared].join("\n");
}

function wordOf({ verdict }: Change): string {
  return verdict === "neutral" ? "" : `, ${verdict}`;
}

/** By how much, with the verdict of those who know how many requests stand behind it. */
function changeIn({ now, unit, better }: Trend, { value, verdict }: Comparison): Change | null {
  const change = verdict === "unknown" ? null : changeOf({ value: now, previous: value, unit, better });
  return change && { ...change, verdict: verdict === "same" || verdict === "unknown" ? "neutral" : verdict };
}
