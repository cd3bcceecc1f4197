import { formatValue } from "../figures/format.ts";
import { lookOf } from "./metric.ts";
import type { AlertRule, RuleDraft, RuleMetric } from "./rule.ts";

/** "shop GET /orders/:id: Error rate (5xx) 8.3 %, above 5 %" */
export function alertText({
  rule,
  labels,
  value,
}: {
  rule: AlertRule;
  labels: Record<string, string>;
  value: number;
}): string {
  const who = rule.metric.kind === "sample" ? sampleText(labels) : subjectText(labels);
  const limit = rule.metric.kind === "silence" ? "" : `, ${rule.comparison} ${formatValue(rule.threshold, rule.unit)}`;
  // "Statements running > 1 s: 3", where one number would run into the next.
  const is = rule.unit === "count" ? ": " : " ";
  return `${who === "" ? "" : `${who}: `}${rule.label}${is}${formatValue(value, rule.unit)}${limit}`;
}

/** "shop GET /orders/:id, release 1.4.2" */
function subjectText(labels: Record<string, string>): string {
  const { service, method, route, release, target, ...others } = labels;
  const name = [service, method, route].filter((part) => part !== undefined).join(" ");
  const rest = [
    ...(release === undefined ? [] : [`release ${release}`]),
    ...Object.entries(others).map(([key, value]) => `${key} ${value}`),
  ];
  // The names of the figures of Redis and Postgres say already whose they are.
  return [...(name === "" ? (target === "machine" ? ["This machine"] : []) : [name]), ...rest].join(", ");
}

/** "shop, target orders": labels of samples are the user's own, whatever they are called. */
function sampleText({ service, ...labels }: Record<string, string>): string {
  const own = Object.entries(labels).map(([key, value]) => `${key} ${value}`);
  return [...(service === undefined ? [] : [service]), ...own].join(", ");
}

/** "Error rate (5xx) above 5 % over 1 min for 30 s" */
export function ruleText(
  rule: Pick<RuleDraft, "comparison" | "threshold" | "windowSeconds" | "forSeconds"> & { metric: RuleMetric },
): string {
  const { label, unit } = lookOf(rule.metric);
  const { comparison, threshold, windowSeconds, forSeconds, metric } = rule;
  const held = forSeconds > 0 ? ` for ${secondsText(forSeconds)}` : "";
  if (metric.kind === "silence") return `${label} more than ${formatValue(threshold, unit)}${held}`;
  return `${label} ${comparison} ${formatValue(threshold, unit)} over ${secondsText(windowSeconds)}${held}`;
}

/** "30 s", "5 min", "2 h" */
export function secondsText(seconds: number): string {
  if (seconds % 3_600 === 0 && seconds > 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60} min` : `${seconds} s`;
}
