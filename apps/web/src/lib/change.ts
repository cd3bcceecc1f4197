import { figureText, type Unit } from "./format.ts";

export interface Change {
  direction: "up" | "down" | "same";
  /** `+309 %`, `same`, `−0.8 pt` (points of a ratio), `×41`, `was 0`. */
  text: string;
  verdict: "worse" | "better" | "neutral";
}

interface Comparison {
  value: number | null;
  previous: number | null;
  unit: Unit;
  better: "lower" | "higher" | "neither";
}

/**
 * Below these a change is told, but not judged: figures of two periods always differ a little. Relative to the value
 * before; for a ratio to the nearer of its ends, so that a hit rate that falls from 99 % to 98 % counts as misses doubled.
 */
const JUDGED_FROM = { relative: 0.1, points: 0.5 };

/** The value of a period against the period before; null where one of the two is missing. */
export function changeOf({ value, previous, unit, better }: Comparison): Change | null {
  if (value === null || previous === null) return null;
  const difference = value - previous;
  const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same";
  if (direction === "same") return { direction, text: "same", verdict: "neutral" };

  const isRatio = unit === "ratio";
  const size = isRatio ? Math.abs(difference) * 100 : Math.abs(difference / previous);
  const judged = isRatio
    ? size >= JUDGED_FROM.points && Math.abs(difference) >= JUDGED_FROM.relative * Math.min(previous, 1 - previous)
    : size >= JUDGED_FROM.relative;
  const improved = better === "lower" ? direction === "down" : direction === "up";
  const verdict = !judged || better === "neither" ? "neutral" : improved ? "better" : "worse";
  const sign = direction === "up" ? "+" : "−";

  if (isRatio) return { direction, text: `${sign}${short(size)}\u202fpt`, verdict };
  if (previous === 0) return { direction, text: "was 0", verdict };
  if (value / previous >= 10) return { direction, text: `×${figureText(value / previous, "none")}`, verdict };
  return { direction, text: `${sign}${short(size * 100)}\u202f%`, verdict };
}

/** Two digits are enough to compare by. */
function short(size: number): string {
  return String(size < 10 ? Number(size.toPrecision(2)) : Math.round(size));
}
