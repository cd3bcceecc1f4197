import { FIGURES, type FigureKey } from "../figures/catalogue.ts";
import type { FigureDefinition, Part } from "../figures/definition.ts";
import type { MetricLook, RuleMetric } from "./rule.ts";

/** What a figure is of. */
export type FigureOwner =
  /** Requests of a service, of one of its endpoints or releases. */
  | "requests"
  /** Processes of a service. */
  | "processes"
  /** Redis, Postgres or the machine. */
  | "target";

export function ownerOf(figure: FigureKey): FigureOwner {
  const { recipe, part }: FigureDefinition = FIGURES[figure];
  if (recipe.from === "requests") return "requests";
  return part === "system" && /^system\.(process|eventLoop|gc|handles)/.test(figure) ? "processes" : "target";
}

/** `redis`, `postgres` or `machine`: whose figure it is, for figures of targets. */
export function targetOf(figure: FigureKey): string {
  const { part }: FigureDefinition = FIGURES[figure];
  return part === "system" ? "machine" : part;
}

const PART_NAMES: Record<Part, string> = { api: "", redis: "Redis: ", postgres: "Postgres: ", system: "" };

/** How a person reads a metric. */
export function lookOf(metric: RuleMetric): MetricLook {
  switch (metric.kind) {
    case "figure": {
      const { label, unit, part }: FigureDefinition = FIGURES[metric.figure];
      return { label: `${PART_NAMES[part]}${label}`, unit };
    }
    case "silence":
      return { label: "Nothing heard for", unit: "ms" };
    case "logs":
      return { label: metric.query === "" ? "Logs" : `Logs with ${metric.query}`, unit: "count" };
    case "sample":
      return { label: `${metric.type} ${metric.name}, ${AGGREGATES[metric.aggregate]}`, unit: "none" };
  }
}

const AGGREGATES = { mean: "mean", max: "largest", sum: "sum" } as const;
