import { figureText } from "../../lib/format.ts";
import { ageText } from "../../lib/time.ts";
import type { Alert } from "../../lib/trpc.ts";

/** `Error rate (5xx) above 5 % over 1 min, for 30 s` */
export function ruleText(rule: Alert["rule"]): string {
  const { label, metric, comparison, threshold, windowSeconds, forSeconds } = rule;
  // How long it is silent is no figure of a window.
  const over = metric.kind === "silence" ? "" : ` over ${ageText(windowSeconds * 1_000)}`;
  const held = forSeconds === 0 ? "" : `, for ${ageText(forSeconds * 1_000)}`;
  return `${label} ${comparison} ${figureText(threshold, rule.unit)}${over}${held}`;
}
