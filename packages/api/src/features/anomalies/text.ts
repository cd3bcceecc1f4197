import { FIGURES, type FigureKey } from "../../figures/catalogue.ts";
import type { FigureDefinition } from "../../figures/definition.ts";
import { formatValue } from "../../figures/format.ts";

/** How far a value lies from what was expected: -0.4 is two fifths below; null where nothing was expected. */
export function changeOf({ expected, worst }: { expected: number; worst: number }): number | null {
  return expected > 0 ? worst / expected - 1 : null;
}

/** "Latency P95 450 ms, expected 120 ms, +275 %"; of ratios "Hit rate 62 %, expected 91 %, −29 points". */
export function anomalyText(figure: FigureKey, of: { expected: number; worst: number }): string {
  const { label, unit }: FigureDefinition = FIGURES[figure];
  const seen = `${label} ${formatValue(of.worst, unit)}, expected ${formatValue(of.expected, unit)}`;
  if (unit === "ratio") return `${seen}, ${signed((of.worst - of.expected) * 100)} points`;
  const change = changeOf(of);
  return change === null ? seen : `${seen}, ${signed(change * 100)} %`;
}

function signed(value: number): string {
  const rounded = Math.abs(value) < 10 ? Number(value.toFixed(1)) : Math.round(value);
  return `${rounded < 0 ? "−" : "+"}${Math.abs(rounded)}`;
}
