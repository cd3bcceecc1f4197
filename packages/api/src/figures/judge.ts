import { FIGURES, type FigureKey } from "./catalogue.ts";
import type { FigureDefinition, State } from "./definition.ts";
import { formatValue } from "./format.ts";

/** Figures that have a threshold: the ones that decide the status. */
export const JUDGED_KEYS = (Object.keys(FIGURES) as FigureKey[]).filter(
  (key) => (FIGURES[key] as FigureDefinition).threshold !== undefined,
);

/**
 * How bad a value is, `unknown` when there is none, when the figure has no threshold, or when it is made of too few samples.
 */
export function judge(key: FigureKey, value: number | null, sampleCount: number): State | "unknown" {
  const { threshold }: FigureDefinition = FIGURES[key];
  if (value === null || !threshold) return "unknown";
  if (sampleCount < (threshold.minimumSamples ?? 0)) return "unknown";
  const beyond = (limit: number | undefined) =>
    limit !== undefined && (threshold.comparison === "above" ? value > limit : value < limit);
  if (beyond(threshold.critical)) return "critical";
  if (beyond(threshold.warning)) return "warning";
  if (beyond(threshold.info)) return "info";
  return "ok";
}

/** "Latency P95 812 ms, above 500 ms" */
export function describeBreach(key: FigureKey, value: number, state: State): string {
  const { label, unit, threshold }: FigureDefinition = FIGURES[key];
  const limit = threshold && state !== "ok" ? threshold[state] : undefined;
  if (limit === undefined) return `${label} ${formatValue(value, unit)}`;
  return `${label} ${formatValue(value, unit)}, ${threshold?.comparison} ${formatValue(limit, unit)}`;
}
