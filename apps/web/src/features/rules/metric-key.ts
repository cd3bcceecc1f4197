import type { RuleMetric } from "../../lib/trpc.ts";

/** Names a metric in a choice of metrics: what a person writes beside it, a search or how samples are summed up, is no part of it. */
export function metricKey(metric: RuleMetric): string {
  switch (metric.kind) {
    case "figure":
      return `figure ${metric.figure}`;
    case "sample":
      return `sample ${metric.type} ${metric.name}`;
    case "logs":
    case "silence":
      return metric.kind;
  }
}

export function isSameMetric(one: RuleMetric, other: RuleMetric): boolean {
  return metricKey(one) === metricKey(other);
}
