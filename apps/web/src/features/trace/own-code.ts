/** A stretch of time, milliseconds since the trace's beginning. */
export interface Stretch {
  startMs: number;
  durationMs: number;
}

/**
 * The times within `whole` in which none of `parts` ran, at least `leastMs` long: what a request or a step of own code did itself.
 * Parts may overlap, and reach beyond the whole.
 */
export function gapsIn(whole: Stretch, parts: readonly Stretch[], leastMs: number): Stretch[] {
  const end = whole.startMs + whole.durationMs;
  const sorted = [...parts].sort((one, other) => one.startMs - other.startMs);
  const gaps: Stretch[] = [];
  let reached = whole.startMs;
  for (const part of [...sorted, { startMs: end, durationMs: 0 }]) {
    const until = Math.min(part.startMs, end);
    const durationMs = until - reached;
    if (durationMs > 0 && durationMs >= leastMs) gaps.push({ startMs: reached, durationMs });
    reached = Math.max(reached, part.startMs + part.durationMs);
  }
  return gaps;
}
