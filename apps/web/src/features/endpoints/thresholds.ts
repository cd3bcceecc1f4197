import { figureText } from "../../lib/format.ts";

/** From how many milliseconds on a request counts as slow: what is offered, and what holds until another is chosen. */
const OFFERED_MS = [100, 250, 500, 1_000, 2_000];

export const DEFAULT_THRESHOLD_MS = 250;

const HIGHEST_MS = 1e9;

export function isThreshold(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= HIGHEST_MS;
}

/** What is offered, and the chosen one among it, for a link may name any. */
export function thresholdsWith(chosenMs: number): readonly number[] {
  if (OFFERED_MS.includes(chosenMs)) return OFFERED_MS;
  return [...OFFERED_MS, chosenMs].sort((one, other) => one - other);
}

/** `250 ms`, `2 s`: a whole number of seconds is called so. */
export function thresholdText(thresholdMs: number): string {
  return thresholdMs % 1000 === 0 ? `${figureText(thresholdMs / 1000, "count")}\u202fs` : figureText(thresholdMs, "ms");
}
