import { boundsOf, type Period } from "../../lib/period.ts";

/** A chart of less would make a few requests look like a history. */
const SHORTEST_MS = 5 * 60_000;
/** Seen before what is first in it. */
const MARGIN_SHARE = 0.03;

interface Known {
  /** When the points came, ms: where a period ends that ends now. */
  now: number;
  /** When the first of the services was first heard of, ms; null where that is not known. */
  begunAt: number | null;
  /** ISO 8601, in any order. */
  points: readonly { time: string }[];
}

/**
 * The bounds of the chart, ms. A Vigie that began ten minutes ago shows these ten minutes, not an hour of emptiness with a speck at its
 * end; emptiness in which requests could have come stays.
 */
export function drawnPeriod(period: Period, { now, begunAt, points }: Known): { from: number; to: number } {
  const { from, to } = boundsOf(period, now);
  if (typeof period !== "string" || begunAt === null) return { from, to };
  const first = points.reduce((least, { time }) => Math.min(least, Date.parse(time)), begunAt);
  const start = Math.min(first, to - SHORTEST_MS);
  return { from: Math.max(from, start - (to - start) * MARGIN_SHARE), to };
}
