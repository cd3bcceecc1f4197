import type { ListedRule, OfferedMetric, RuleDraft, RuleMetric, Severity } from "../../lib/trpc.ts";
import { labelsOf, labelsText } from "./labels.ts";
import { isSameMetric, metricKey } from "./metric-key.ts";
import { thresholdUnit } from "./threshold-unit.ts";

export type Aggregate = Extract<RuleMetric, { kind: "sample" }>["aggregate"];

/** A rule as it is being written: numbers as they are typed, thresholds in the unit in which a person thinks. */
export interface RuleForm {
  name: string;
  /** Which of the offered metrics: `metricKey`. */
  metric: string;
  /** Of a rule on logs. */
  query: string;
  /** Of a rule on samples. */
  aggregate: Aggregate;
  service: string;
  endpoint: "all" | "each" | "one";
  /** `GET /orders/:id`, of `one`. */
  endpointName: string;
  release: string;
  /** `cache=search_results, target=orders` */
  labels: string;
  comparison: "above" | "below";
  threshold: string;
  clearThreshold: string;
  windowSeconds: number;
  forSeconds: number;
  clearSeconds: number;
  minimumSamples: string;
  severity: Severity;
  hint: string;
  isEnabled: boolean;
}

export type FormField = keyof RuleForm;
export type FormProblems = Partial<Record<FormField, string>>;

/** A rule to change or to begin with; without one, an empty form. */
export function formOf(rule: ListedRule | null, metrics: readonly OfferedMetric[]): RuleForm {
  if (!rule) {
    const first = metrics.find(({ metric }) => metricKey(metric) === COMMONEST) ?? metrics[0];
    return {
      ...EMPTY,
      metric: first ? metricKey(first.metric) : "",
      comparison: first?.worse ?? "above",
    };
  }
  const { metric, scope } = rule;
  const unit = thresholdUnit({ metric, unit: rule.unit });
  const { endpoint } = scope;
  return {
    name: rule.name,
    metric: metricKey(metric),
    query: metric.kind === "logs" ? metric.query : "",
    aggregate: metric.kind === "sample" ? metric.aggregate : "mean",
    service: scope.service ?? "",
    endpoint: endpoint === undefined ? "all" : endpoint === "each" ? "each" : "one",
    endpointName: typeof endpoint === "object" ? `${endpoint.method} ${endpoint.route}` : "",
    release: scope.release ?? "",
    labels: labelsText(scope.labels ?? {}),
    comparison: rule.comparison,
    threshold: unit.shown(rule.threshold),
    clearThreshold: rule.clearThreshold === null ? "" : unit.shown(rule.clearThreshold),
    windowSeconds: rule.windowSeconds,
    forSeconds: rule.forSeconds,
    clearSeconds: rule.clearSeconds,
    minimumSamples: String(rule.minimumSamples),
    severity: rule.severity,
    hint: rule.hint,
    isEnabled: rule.isEnabled,
  };
}

/** What a rule is most often about. */
const COMMONEST = metricKey({ kind: "figure", figure: "api.errorRate" });

const EMPTY: RuleForm = {
  name: "",
  metric: "",
  query: "",
  aggregate: "mean",
  service: "",
  endpoint: "all",
  endpointName: "",
  release: "",
  labels: "",
  comparison: "above",
  threshold: "",
  clearThreshold: "",
  windowSeconds: 60,
  forSeconds: 60,
  clearSeconds: 60,
  minimumSamples: "0",
  severity: "warning",
  hint: "",
  isEnabled: true,
};

/** The rule that is written, or what is still wrong with it. Whether its parts fit each other is for Vigie to say. */
export function draftOf(
  form: RuleForm,
  metrics: readonly OfferedMetric[],
): { draft: RuleDraft; problems: null } | { draft: null; problems: FormProblems } {
  const problems: FormProblems = {};
  const offered = metrics.find(({ metric }) => metricKey(metric) === form.metric);
  const metric = offered && metricOf(offered.metric, form);
  if (!offered || !metric) problems.metric = "Choose what is measured.";
  const { endpoint, problem: endpointProblem } = endpointOf(form, offered);
  if (endpointProblem) problems.endpointName = endpointProblem;
  const labels = takes(offered, "labels") ? labelsOf(form.labels) : {};
  if (labels === null) problems.labels = "Write them as name=value, with commas between them.";

  const unit = thresholdUnit(offered ?? { metric: { kind: "silence" }, unit: "none" });
  const threshold = unit.stored(form.threshold);
  if (threshold === null) problems.threshold = "Give a number.";
  const clearThreshold = form.clearThreshold.trim() === "" ? null : unit.stored(form.clearThreshold);
  if (clearThreshold === null && form.clearThreshold.trim() !== "")
    problems.clearThreshold = "Give a number, or nothing.";
  const minimumSamples = Number(form.minimumSamples.trim() || "0");
  if (!Number.isSafeInteger(minimumSamples) || minimumSamples < 0)
    problems.minimumSamples = "Give a whole number from 0 on.";

  if (Object.keys(problems).length > 0 || !offered || !metric || threshold === null || labels === null)
    return { draft: null, problems };
  const { comparison, windowSeconds, forSeconds, clearSeconds, severity, hint, isEnabled } = form;
  return {
    problems: null,
    draft: {
      name: form.name.trim() || suggestedName(form, offered),
      metric,
      scope: {
        ...(takes(offered, "service") && form.service !== "" ? { service: form.service } : {}),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(takes(offered, "release") && form.release.trim() !== "" ? { release: form.release.trim() } : {}),
        ...(Object.keys(labels).length > 0 ? { labels } : {}),
      },
      comparison,
      threshold,
      clearThreshold,
      windowSeconds,
      forSeconds,
      clearSeconds,
      minimumSamples,
      severity,
      hint: hint.trim(),
      isEnabled,
    },
  };
}

/** What a rule is called when nobody gives it a name: `P95 above 300 ms`. */
export function suggestedName(form: RuleForm, offered: OfferedMetric | undefined): string {
  if (!offered || form.threshold.trim() === "") return "";
  const { word } = thresholdUnit(offered);
  const of = form.service === "" ? "" : `${form.service}: `;
  const what = offered.metric.kind === "logs" ? `Logs with ${form.query.trim()}` : offered.label;
  return `${of}${what} ${form.comparison} ${form.threshold.trim()}${word === "" ? "" : ` ${word}`}`.slice(0, 200);
}

/** Whether a metric takes this part of a scope. */
export function takes(offered: OfferedMetric | undefined, scope: OfferedMetric["scopes"][number]): boolean {
  return offered?.scopes.includes(scope) ?? false;
}

/** The metrics that are offered, and the one of a rule whose samples no longer come. */
export function withMetricOf(rule: ListedRule | null, metrics: readonly OfferedMetric[]): readonly OfferedMetric[] {
  if (!rule || metrics.some(({ metric }) => isSameMetric(metric, rule.metric))) return metrics;
  const { metric, label, unit, comparison } = rule;
  const scopes: OfferedMetric["scopes"] = ["service", "labels"];
  return [...metrics, { metric, label, unit, worse: comparison, group: "Own metrics", scopes }];
}

function metricOf(metric: RuleMetric, { query, aggregate }: RuleForm): RuleMetric {
  switch (metric.kind) {
    case "logs":
      return { kind: "logs", query: query.trim() };
    case "sample":
      return { ...metric, aggregate };
    case "figure":
    case "silence":
      return metric;
  }
}

function endpointOf(form: RuleForm, offered: OfferedMetric | undefined) {
  if (!takes(offered, "endpoint") || form.endpoint === "all") return { endpoint: undefined, problem: null };
  if (form.endpoint === "each") return { endpoint: "each" as const, problem: null };
  const [, method, route] = /^(\S+)\s+(\S.*)$/.exec(form.endpointName.trim()) ?? [];
  if (method === undefined || route === undefined)
    return { endpoint: undefined, problem: "Write method and route: GET /orders/:id" };
  return { endpoint: { method: method.toUpperCase(), route }, problem: null };
}
