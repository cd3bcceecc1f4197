export interface Slope {
  /** Of the values a unit of time. */
  estimate: number;
  /** Its 95 % interval. */
  low: number;
  high: number;
}

/** Of a normal distribution, 95 % lie within so many standard deviations. */
const Z = 1.96;

/**
 * The median of the slopes between all pairs (Theil 1950, Sen 1968), which single peaks do not move, with the interval that follows from
 * the variance of Kendall's statistic. Throws RangeError below three points at different times.
 */
export function slopeOf(points: readonly { at: number; value: number }[]): Slope {
  const slopes: number[] = [];
  for (const [i, a] of points.entries())
    for (const b of points.slice(i + 1)) if (b.at !== a.at) slopes.push((b.value - a.value) / (b.at - a.at));
  const n = points.length;
  if (n < 3 || slopes.length === 0) throw new RangeError(`no slope of ${n} points`);
  slopes.sort((a, b) => a - b);
  const reach = Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank: number) => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] ?? 0;
  return {
    estimate: ((slopes[(slopes.length - 1) >> 1] ?? 0) + (slopes[slopes.length >> 1] ?? 0)) / 2,
    low: at((slopes.length - reach) / 2 - 1),
    high: at((slopes.length + reach) / 2),
  };
}
