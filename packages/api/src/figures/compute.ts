import { MergedRollup, type MetricLatest, type MetricName, type MetricWindow } from "@vigie/storage";
import { FIGURES, type FigureKey } from "./catalogue.ts";
import type { FigureDefinition, Part, Recipe } from "./definition.ts";

/** What the samples of one period, or of one window of a chart, come to. */
export interface Samples {
  requests: MergedRollup | undefined;
  /** Sums, largest values and means, by `type name`. */
  windows: ReadonlyMap<string, MetricWindow>;
  /** Newest values, by `type name`. Absent in the windows of a chart, which draw the mean of a gauge. */
  latest?: ReadonlyMap<string, MetricLatest>;
  /** An instance was heard of: then no request means none, else nothing is known. */
  alive: boolean;
  /** Length of the period in which requests could have come, seconds. */
  seconds: number;
}

/** Seconds that a collector's deltas cover: one sample beside each set of deltas. */
const COVERED = "window_seconds";

export function metricsOf(keys: readonly FigureKey[], kinds: "all" | "latest" | "windowed"): MetricName[] {
  const names = new Map<string, MetricName>();
  const add = (type: Part, name: string) => names.set(metricKey({ type, name }), { type, name });
  for (const key of keys) {
    const { part, recipe }: FigureDefinition = FIGURES[key];
    if (recipe.from === "requests" || (kinds !== "all" && isGauge(recipe) !== (kinds === "latest"))) continue;
    for (const name of namesOf(recipe)) add(part, name);
  }
  return [...names.values()];
}

export function metricKey({ type, name }: MetricName): string {
  return `${type} ${name}`;
}

export function byMetric<T extends MetricName>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [metricKey(row), row]));
}

/** The figure's value, or null where there is nothing to make it of. */
export function computeFigure(key: FigureKey, samples: Samples): number | null {
  const { part, recipe }: FigureDefinition = FIGURES[key];
  const window = (name: string) => samples.windows.get(metricKey({ type: part, name }));
  const gauge = (name: string) =>
    (samples.latest ? samples.latest.get(metricKey({ type: part, name }))?.value : window(name)?.mean) ?? null;
  switch (recipe.from) {
    case "requests":
      return requestFigure(key, samples);
    case "latest":
      return gauge(recipe.metric);
    case "quotient":
      return quotient(gauge(recipe.part), gauge(recipe.whole));
    case "mean":
      return window(recipe.metric)?.mean ?? null;
    case "max":
      return window(recipe.metric)?.max ?? null;
    case "sum":
      return window(recipe.metric)?.sum ?? null;
    case "rate": {
      const rate = quotient(window(recipe.metric)?.sum ?? null, window(COVERED)?.sum ?? null);
      return rate === null ? null : rate * recipe.perSeconds;
    }
    case "share": {
      const share = window(recipe.part)?.sum ?? null;
      const rest = window(recipe.rest)?.sum ?? null;
      return share === null || rest === null ? null : quotient(share, share + rest);
    }
  }
}

/** How many requests, lookups or blocks the figure is made of; none for what is no share of a count. */
export function countSamples(key: FigureKey, { requests, windows }: Samples): number {
  const { part, recipe }: FigureDefinition = FIGURES[key];
  if (recipe.from === "requests") return requests?.count ?? 0;
  if (recipe.from !== "share") return 0;
  const sum = (name: string) => windows.get(metricKey({ type: part, name }))?.sum ?? 0;
  return sum(recipe.part) + sum(recipe.rest);
}

function requestFigure(key: FigureKey, { requests, alive, seconds }: Samples): number | null {
  if (!requests && !alive) return null;
  const merged = requests ?? new MergedRollup();
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : null);
  switch (key) {
    case "api.requestCount":
      return merged.count;
    case "api.requestsPerSecond":
      return perSecond(merged.count);
    case "api.avgMs":
      return quotient(merged.sumMs, merged.count);
    case "api.p50Ms":
      return merged.quantile(0.5);
    case "api.p95Ms":
      return merged.quantile(0.95);
    case "api.p99Ms":
      return merged.quantile(0.99);
    case "api.maxMs":
      return merged.count > 0 ? merged.maxMs : null;
    case "api.errorRate":
      return quotient(merged.status5xx, merged.count);
    case "api.errorCount":
      return merged.status4xx + merged.status5xx;
    case "api.clientErrorCount":
      return merged.status4xx;
    case "api.serverErrorCount":
      return merged.status5xx;
    case "api.abortedCount":
      return merged.aborted;
    case "api.status2xxPerSecond":
      return perSecond(merged.status2xx);
    case "api.status3xxPerSecond":
      return perSecond(merged.status3xx);
    case "api.status4xxPerSecond":
      return perSecond(merged.status4xx);
    case "api.status5xxPerSecond":
      return perSecond(merged.status5xx);
    default:
      return null;
  }
}

/** Made of the newest samples, whatever the length of the period. */
export function isGauge(recipe: Recipe): boolean {
  return recipe.from === "latest" || recipe.from === "quotient";
}

function namesOf(recipe: Exclude<Recipe, { from: "requests" }>): string[] {
  switch (recipe.from) {
    case "latest":
    case "mean":
    case "max":
    case "sum":
      return [recipe.metric];
    case "rate":
      return [recipe.metric, COVERED];
    case "share":
      return [recipe.part, recipe.rest];
    case "quotient":
      return [recipe.part, recipe.whole];
  }
}

function quotient(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}
