/** A bucket of a histogram: durations in ms. */
export interface Bucket {
  lowerMs: number;
  upperMs: number;
  count: number;
}

export interface DistributionBars {
  /** Neighbours without gaps, each as wide as the others on a logarithmic axis; `lowerMs` is 0 where durations of zero were seen. */
  bars: Bucket[];
  /** Where a duration lies on that axis, 0–1; what is outside it lies at its end. */
  positionOf: (ms: number) => number;
}

/** Histograms have 32 buckets to a factor of two, or a power of two fewer; all their bounds are multiples of this step. */
const PER_OCTAVE = 32;

/** Fewer bars than this would make a block of what is a peak. */
const FEWEST = 12;
const MOST = 48;

/**
 * Adds neighbouring buckets up until there are few enough to be read. The bounds of the bars are bounds of buckets, so that
 * no bucket is ever divided: each count is exact. With few requests there are fewer bars (Rice's rule, 2·∛n), for single
 * requests side by side say nothing of a shape.
 */
export function distributionBars(buckets: readonly Bucket[]): DistributionBars {
  const proper = buckets.filter(({ lowerMs, upperMs }) => lowerMs > 0 && Number.isFinite(upperMs));
  const zeros = sum(buckets.filter(({ lowerMs }) => lowerMs <= 0));
  const count = sum(buckets);
  const most = Math.min(MOST, Math.max(FEWEST, Math.round(2 * Math.cbrt(count))));

  const starts = proper.map(({ lowerMs }) => indexOf(lowerMs));
  const ends = proper.map(({ upperMs }) => indexOf(upperMs));
  const first = proper.length > 0 ? Math.min(...starts) : indexOf(1);
  const end = proper.length > 0 ? Math.max(...ends) : first;
  const widest = Math.max(1, ...starts.map((start, at) => (ends[at] ?? start) - start));

  let width = 1;
  while (width < widest || Math.ceil(end / width) - Math.floor(first / width) > most) width *= 2;
  let from = Math.floor(first / width);
  let to = Math.ceil(end / width);
  while (to - from < FEWEST) {
    to += 1;
    if (to - from < FEWEST) from -= 1;
  }

  const bars = Array.from({ length: to - from }, (_, at) => ({
    lowerMs: boundOf((from + at) * width),
    upperMs: boundOf((from + at + 1) * width),
    count: 0,
  }));
  for (const [at, start] of starts.entries()) {
    const bar = bars[Math.floor(start / width) - from];
    if (bar) bar.count += proper[at]?.count ?? 0;
  }
  // Zero has no place on a logarithmic axis: it stands before it.
  const before = zeros > 0 ? 1 : 0;
  if (before) bars.unshift({ lowerMs: 0, upperMs: bars[0]?.lowerMs ?? 0, count: zeros });

  const positionOf = (ms: number) => {
    const slot = ms > 0 ? before + Math.max(0, (Math.log2(ms) * PER_OCTAVE) / width - from) : 0;
    return Math.min(1, slot / bars.length);
  };
  return { bars, positionOf };
}

function indexOf(bound: number): number {
  return Math.round(Math.log2(bound) * PER_OCTAVE);
}

function boundOf(index: number): number {
  return 2 ** (index / PER_OCTAVE);
}

function sum(buckets: readonly Bucket[]): number {
  return buckets.reduce((total, { count }) => total + count, 0);
}
