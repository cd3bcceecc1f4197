import { figureText, type Unit } from "../lib/format.ts";
import type { ExpectedArea } from "./series.ts";

/** `90 ms to 140 ms`, or a dash where nothing was expected. */
export function expectedText(
  { low, high, axis }: ExpectedArea,
  index: number,
  units: { left: Unit; right?: Unit },
): string {
  const unit = axis === "right" ? (units.right ?? units.left) : units.left;
  const [lowest, highest] = [low[index] ?? null, high[index] ?? null];
  if (lowest === null || highest === null) return figureText(null, unit);
  return `${figureText(Math.max(0, lowest), unit)} to ${figureText(highest, unit)}`;
}
