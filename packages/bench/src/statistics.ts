/** What several measurements of one thing say together. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Throws RangeError when there is nothing to judge. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return (quantile(values, 0.5, "lower") + quantile(values, 0.5, "upper")) / 2;
}

/**
 * The value of rank ceil(q × count) (`lower`, as `percentile_disc` of SQL), or of rank floor(q × count) + 1 (`upper`);
 * they differ only where q falls between two values. Throws RangeError when there are no values.
 */
export function quantile(values: readonly number[], q: number, side: "lower" | "upper" = "lower"): number {
  const sorted = Float64Array.from(values).sort();
  const rank = side === "lower" ? Math.ceil(q * sorted.length) : Math.floor(q * sorted.length) + 1;
  const value = sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
  if (value === undefined) throw new RangeError("no values");
  return value;
}

/** In a random order, each equally likely (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: () => number = Math.random): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

/** For people: so many digits after the point, and no more. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
