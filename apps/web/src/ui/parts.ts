/** One part of a whole, in the order in which parts are drawn. */
export interface BarPart {
  name: string;
  value: number;
}

/** How much of the whole a part is, 0–1; nothing is no part of nothing. */
export function shareOf(value: number, parts: readonly BarPart[]): number {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  return whole > 0 ? value / whole : 0;
}

/** Share in whole percent, for words beside a bar: `82 %`, `< 1 %`. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.005) return "<\u202f1\u202f%";
  // What is nearly all is not all.
  return `${share < 1 && share > 0.99 ? 99 : Math.round(share * 100)}\u202f%`;
}

/** The largest part in words: `SQL 82 %`; null where nothing was measured. */
export function largestText(parts: readonly BarPart[]): string | null {
  const largest = parts.reduce<BarPart | null>((most, part) => (part.value > (most?.value ?? 0) ? part : most), null);
  return largest && `${largest.name} ${shareText(shareOf(largest.value, parts))}`;
}

/** All parts that are there, the largest first: what a reader hears of the bar. */
export function partsText(parts: readonly BarPart[]): string {
  const there = parts.filter(({ value }) => value > 0).sort((one, other) => other.value - one.value);
  if (there.length === 0) return "nothing measured";
  return there.map(({ name, value }) => `${name} ${shareText(shareOf(value, parts))}`).join(", ");
}
