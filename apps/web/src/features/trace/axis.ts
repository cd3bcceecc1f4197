/** Round moments from 0 to the end of a trace, at most `most` of them; the end itself is not one unless it is round. */
export function axisTicks(durationMs: number, most: number): number[] {
  if (!(durationMs > 0)) return [0];
  const step = roundStep(durationMs / Math.max(1, most - 1));
  const last = Math.floor(Number((durationMs / step).toPrecision(12)));
  // 0.1 + 0.2 is to be 0.3.
  return Array.from({ length: last + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Where a stretch lies on an axis as long as the trace, in percent of it; what reaches beyond an end is cut there. */
export function barAt({ startMs, durationMs }: { startMs: number; durationMs: number }, totalMs: number) {
  if (!(totalMs > 0)) return { left: 0, width: 100 };
  const from = within(startMs / totalMs);
  const to = within((startMs + durationMs) / totalMs);
  return { left: from * 100, width: (to - from) * 100 };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
