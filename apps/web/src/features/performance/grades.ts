import type { PerformanceIndex } from "../../lib/trpc.ts";
import type { StateName } from "../../ui/state.ts";

export type Grade = NonNullable<PerformanceIndex["grade"]>;
type IndexPart = PerformanceIndex["parts"][number];

/** A grade as a state, so that it has its colour. */
export const GRADE_STATES: Record<Grade, StateName> = {
  "A+": "ok",
  A: "ok",
  B: "ok",
  C: "warning",
  D: "warning",
  E: "critical",
  F: "critical",
};

/** From which score on. */
export const GRADES_TEXT = "A+ from 97, A from 90, B from 80, C from 70, D from 60, E from 50, else F";

export const PART_NAMES: Record<IndexPart["part"], string> = {
  cache: "Cache",
  latency: "Latency",
  errors: "Errors",
  memory: "Memory",
};

/** How a part's points are made of its figure. */
export const PART_RULES: Record<IndexPart["part"], string> = {
  cache: "% of lookups that hit",
  latency: "100 less one for each 10 ms",
  errors: "% without 5xx",
  memory: "% that is free",
};

/** `83.4`: a tenth of a point is as fine as anybody compares, and only what is whole is written as whole. */
export function scoreText(score: number): string {
  const rounded = Math.min(Math.round(score * 10) / 10, score < 100 ? 99.9 : 100);
  return String(rounded);
}

/** Points that the part brings to the index. */
export function pointsOf({ score, weight }: IndexPart): number | null {
  return score === null ? null : score * weight;
}
