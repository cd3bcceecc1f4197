import { type MetricScope, OWN_SERVICE } from "@vigie/storage";
import type { FigureKey } from "../figures/catalogue.ts";
import { ownerOf } from "./metric.ts";
import type { RuleDraft, Subject } from "./rule.ts";

/** Vigie itself is not among "each service". */
export function isOfVigie({ scope }: Pick<RuleDraft, "scope">): boolean {
  return scope.service === OWN_SERVICE;
}

/** Which samples a rule measures. */
export function samplesOf(
  { scope }: RuleDraft,
  { type, name }: Extract<RuleDraft["metric"], { kind: "sample" }>,
  serviceIds: readonly number[],
): MetricScope {
  return { metrics: [{ type, name }], serviceIds, labels: scope.labels, onlyInstances: scope.service !== undefined };
}

/** Figures that are made of samples, among those that rules ask for. */
export function sampledFigures(rules: readonly RuleDraft[]): FigureKey[] {
  const keys = rules.flatMap(({ metric }) =>
    metric.kind === "figure" && ownerOf(metric.figure) !== "requests" ? [metric.figure] : [],
  );
  return [...new Set(keys)];
}

export function subjectOf(labels: Record<string, string>): Subject {
  const key = Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  return { key, labels };
}
