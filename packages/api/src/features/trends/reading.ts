import { FIGURES, type FigureKey } from "../../figures/catalogue.ts";
import { computeFigure, countSamples, metricKey, metricsOf, type Samples } from "../../figures/compute.ts";
import type { FigureDefinition, Recipe } from "../../figures/definition.ts";
import type { Share } from "./shares.ts";

/** A figure over one stretch, with what it needs to be compared fairly. */
export interface Reading {
  /** Null where there is nothing to make it of. */
  value: number | null;
  /** Requests, lookups or blocks that it is made of; for gauges, samples of the metric that has the fewest. */
  count: number;
  /** Of a figure that is a share of a count. */
  share: Share | null;
  /** Of a quantile: how many of the requests took longer. */
  countAbove: ((ms: number) => number) | null;
}

/** `samples.seconds` are those in which something was heard; 0 where nothing was. */
export function readingOf(key: FigureKey, samples: Samples): Reading {
  const { recipe }: FigureDefinition = FIGURES[key];
  const count = isCounted(recipe) ? countSamples(key, samples) : fewestSamples(key, samples);
  const { requests } = samples;
  const computed = computeFigure(key, samples);
  const value = key === "api.requestsPerSecond" && samples.seconds === 0 ? null : computed;
  const share = shareOf(key, { value, count, samples });
  const isQuantile = key === "api.p95Ms" && requests !== undefined;
  return { value, count, share, countAbove: isQuantile ? (ms) => requests.histogram.countAbove(ms) : null };
}

/** Made of requests, lookups or blocks; else of samples of a gauge. */
export function isCounted(recipe: Recipe): boolean {
  return recipe.from === "requests" || recipe.from === "share";
}

function shareOf(
  key: FigureKey,
  { value, count, samples }: { value: number | null; count: number; samples: Samples },
): Share | null {
  const { recipe }: FigureDefinition = FIGURES[key];
  if (key === "api.errorRate") return { part: samples.requests?.status5xx ?? 0, of: count };
  return recipe.from === "share" && value !== null ? { part: value * count, of: count } : null;
}

function fewestSamples(key: FigureKey, { windows }: Samples): number {
  return Math.min(...metricsOf([key], "all").map((metric) => windows.get(metricKey(metric))?.samples ?? 0));
}
