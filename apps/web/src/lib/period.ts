/** What the operator looks at: a length that ends now, or a fixed range (ISO 8601, UTC). */
export type Length = "1h" | "24h" | "7d" | "30d";
export type Period = Length | { from: string; to: string };

export const LENGTHS: readonly Length[] = ["1h", "24h", "7d", "30d"];

const LENGTH_MS: Record<Length, number> = {
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
};

/** A range below this would hold too few windows to draw. */
const SHORTEST_MS = 60_000;

export function isLength(value: unknown): value is Length {
  return LENGTHS.some((length) => length === value);
}

/** The bounds in ms; a length ends at `now`. */
export function boundsOf(period: Period, now: number): { from: number; to: number } {
  if (typeof period === "string") return { from: now - LENGTH_MS[period], to: now };
  return { from: Date.parse(period.from), to: Date.parse(period.to) };
}

/** A range between two moments in either order, at least a minute long, on whole seconds. */
export function rangeOf(one: number, other: number): { from: string; to: string } {
  const from = Math.floor(Math.min(one, other) / 1000) * 1000;
  const to = Math.max(Math.ceil(Math.max(one, other) / 1000) * 1000, from + SHORTEST_MS);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** How long it is, in words that go before "before": `1 h`, `period`. */
export function lengthText(period: Period): string {
  return typeof period === "string" ? period.replace(/(\d+)/, "$1\u202f") : "period";
}
