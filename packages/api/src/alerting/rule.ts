import type { FigureKey } from "../figures/catalogue.ts";
import type { Unit } from "../figures/definition.ts";

export const SEVERITIES = ["info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule measures. */
export type RuleMetric =
  /** A figure of `summary`; those of requests of one endpoint or release, too. */
  | { kind: "figure"; figure: FigureKey }
  /** Milliseconds since anything was heard of a service. */
  | { kind: "silence" }
  /** Logs that match a search, in the grammar of docs/search.md. */
  | { kind: "logs"; query: string }
  /** Samples of `metrics`, of the user's own or of a cache or target that labels name. */
  | { kind: "sample"; type: string; name: string; aggregate: "mean" | "max" | "sum" };

/** Of what. What is left out means each: without a service, each service has an alert of its own. */
export interface RuleScope {
  service?: string | undefined;
  /** `each`: every endpoint has an alert of its own. Only for figures of requests. */
  endpoint?: "each" | { method: string; route: string } | undefined;
  release?: string | undefined;
  /** Labels of samples: `{ cache: "search_results" }`, `{ target: "orders" }`. */
  labels?: Record<string, string> | undefined;
}

/** What a person writes. */
export interface RuleDraft {
  name: string;
  metric: RuleMetric;
  scope: RuleScope;
  comparison: "above" | "below";
  /** In the unit of the metric: ratios are 0–1, durations milliseconds. */
  threshold: number;
  /** An alert ends only beyond this, on the good side of the threshold; null: beyond the threshold. */
  clearThreshold: number | null;
  /** The value is that of the last so many seconds: 10 to 3600, whole tens. */
  windowSeconds: number;
  /** The condition must hold for so long: 0 to 86400. */
  forSeconds: number;
  /** And be over for so long before the alert ends: 0 to 86400. */
  clearSeconds: number;
  /** Made of fewer requests, lookups or blocks, a value is not judged. */
  minimumSamples: number;
  severity: Severity;
  hint: string;
  isEnabled: boolean;
}

export interface Rule extends RuleDraft {
  id: number;
  /** Name of the seed of those that Vigie brings along; null for the user's own. */
  seed: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

/** One of the things that a rule watches. */
export interface Subject {
  /** `service=shop endpoint=GET /orders/:id`; empty for the one target or the machine. */
  key: string;
  labels: Record<string, string>;
}

/** How a person reads a metric. */
export interface MetricLook {
  /** `Error rate (5xx)` */
  label: string;
  unit: Unit;
}

/** What a rule measured over time, with its threshold: the evidence. */
export interface Evidence {
  from: string;
  to: string;
  stepSeconds: number;
  /** Starts of the windows, milliseconds since the epoch. */
  times: number[];
  /** One value per window; null where there was nothing to judge. */
  values: (number | null)[];
}

/** The rule as it was when the alert opened. */
export interface AlertRule extends MetricLook {
  id: number;
  name: string;
  metric: RuleMetric;
  comparison: "above" | "below";
  threshold: number;
  clearThreshold: number | null;
  windowSeconds: number;
  forSeconds: number;
  hint: string;
}
