import { STATE_COLORS, type TimeChartData } from "../../charts/index.tsx";
import { thresholdData } from "../../charts/threshold-data.ts";
import { ageText } from "../../lib/time.ts";
import type { OfferedMetric, RulePreview } from "../../lib/trpc.ts";
import type { RuleForm } from "./rule-form.ts";
import { thresholdUnit } from "./threshold-unit.ts";

/** "It would have fired 3 times in the last 7 d." */
export function firedText({ fired, from, to }: Pick<RulePreview, "fired" | "from" | "to">): string {
  if (from >= to) return "There is no past yet to judge it by.";
  const times = fired === 0 ? "not have fired" : `have fired ${fired === 1 ? "once" : `${fired} times`}`;
  return `It would ${times} in the last ${ageText(Date.parse(to) - Date.parse(from))}.`;
}

type Shown = Pick<RuleForm, "comparison" | "threshold" | "clearThreshold" | "severity">;

/** What was measured of one of the things that it watches, with the threshold as it is written and the times in which it would have fired. */
export function previewData(
  { evidence, episodes }: RulePreview,
  { comparison, threshold, clearThreshold, severity }: Shown,
  offered: OfferedMetric,
): TimeChartData {
  const { stored } = thresholdUnit(offered);
  return thresholdData({
    name: offered.label,
    unit: offered.unit,
    evidence,
    comparison,
    threshold: stored(threshold) ?? 0,
    clearThreshold: stored(clearThreshold),
    episodes: episodes.filter(({ subject }) => subject === evidence.subject),
    color: STATE_COLORS[severity],
  });
}
