import { STATE_COLORS, type TimeChartData } from "../../charts/index.tsx";
import { thresholdData } from "../../charts/threshold-data.ts";
import { figureText } from "../../lib/format.ts";
import type { Alert, AlertDetail } from "../../lib/trpc.ts";

/** What a rule measured around an alert, with its threshold and the time for which it was open. */
export function evidenceData(alert: Alert, evidence: AlertDetail["evidence"]): TimeChartData {
  const { rule, since, resolvedAt, severity } = alert;
  const { label, unit, comparison, threshold, clearThreshold } = rule;
  return thresholdData({
    name: label,
    unit,
    evidence,
    comparison,
    threshold,
    clearThreshold,
    episodes: [{ from: since, to: resolvedAt }],
    color: STATE_COLORS[severity],
  });
}

/** What a screen reader hears of the chart. */
export function evidenceLabel({ rule, worstValue }: Alert, { values }: AlertDetail["evidence"]): string {
  const newest = values.findLast((value) => value !== null);
  return (
    `${rule.label} over time, with its threshold ${rule.comparison} ${figureText(rule.threshold, rule.unit)}. ` +
    `Worst ${figureText(worstValue, rule.unit)}, newest ${figureText(newest, rule.unit)}.`
  );
}
