import type { FigureKey } from "../../figures/catalogue.ts";
import type { Grade, IndexPart, IndexWeights } from "./shapes.ts";

export const DEFAULT_WEIGHTS: IndexWeights = { cache: 0.4, latency: 0.3, errors: 0.2, memory: 0.1 };

export const PARTS = ["cache", "latency", "errors", "memory"] as const satisfies readonly IndexPart[];

export const PART_FIGURES = {
  cache: "redis.hitRate",
  latency: "api.p95Ms",
  errors: "api.errorRate",
  memory: "system.memoryRatio",
} as const satisfies Record<IndexPart, FigureKey>;

/** From which score on, the best first; below the last it is F. */
const GRADES: readonly [Grade, number][] = [
  ["A+", 97],
  ["A", 90],
  ["B", 80],
  ["C", 70],
  ["D", 60],
  ["E", 50],
];

export function gradeOf(score: number): Grade {
  return GRADES.find(([, from]) => score >= from)?.[0] ?? "F";
}

/** 0–100 of one part: % of lookups that hit; 100 less a point for each 10 ms of P95; % of requests without 5xx; % of memory that is free. */
export function partScore(part: IndexPart, value: number): number {
  switch (part) {
    case "cache":
      return clamped(value * 100);
    case "latency":
      return clamped(100 - value / 10);
    case "errors":
    case "memory":
      return clamped(100 - value * 100);
  }
}

export type PartValues = Record<IndexPart, number | null>;

export interface Score {
  /** Null while no part that weighs anything is known. */
  score: number | null;
  /** Of each part: 0 where it is not known, else its share of all that are. */
  weights: IndexWeights;
}

/** The weighted mean of the parts that are known: one that is not gives its weight to the others, in their proportion. */
export function scoreOf(values: PartValues, configured: IndexWeights): Score {
  const known = PARTS.filter((part) => values[part] !== null);
  const sum = known.reduce((total, part) => total + configured[part], 0);
  // With nothing to give away, the weights are as they were set to the last digit.
  const whole = known.length === PARTS.length ? 1 : sum;
  const weightOf = (part: IndexPart) => (known.includes(part) && whole > 0 ? configured[part] / whole : 0);
  const weights = {
    cache: weightOf("cache"),
    latency: weightOf("latency"),
    errors: weightOf("errors"),
    memory: weightOf("memory"),
  };
  if (whole === 0) return { score: null, weights };
  const score = known.reduce((sum, part) => sum + weights[part] * partScore(part, values[part] ?? 0), 0);
  return { score: clamped(score), weights };
}

/** Whether the weights sum to 1, but for what rounding leaves. */
export function sumsToOne(sum: number): boolean {
  return Math.abs(sum - 1) <= 1e-6;
}

function clamped(score: number): number {
  return Math.min(100, Math.max(0, score));
}
