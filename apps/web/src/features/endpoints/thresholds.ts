/** From how many milliseconds on a request counts as slow: what is offered, and what holds until another is chosen. */
export const THRESHOLDS_MS = [100, 250, 500, 1_000, 2_000] as const;

export const DEFAULT_THRESHOLD_MS = 250;

const HIGHEST_MS = 1e9;

export function isThreshold(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= HIGHEST_MS;
}
