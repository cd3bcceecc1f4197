/** What a heatmap is given; it knows nothing of endpoints. */

/** A value above 0; or known to be nothing; or not known. */
export type HeatCell = number | "empty" | "gap";

export interface HeatmapData {
  /** Starts of the windows, ms: one per column. */
  times: readonly number[];
  /** Row by row, each as long as `times`. */
  cells: readonly (readonly HeatCell[])[];
  hue: keyof typeof HUES;
}

/** Single hues from dark to light: lightness alone tells them apart. */
export const HUES = {
  blue: ["#12304f", "#1f5c9e", "#58a6ff", "#cae8ff"],
  red: ["#4c1a1d", "#9e2a2b", "#f85149", "#ffc1ba"],
} as const;

/** Of cells that are known to be nothing. */
export const EMPTY_COLOR = "#21262d";

/** Pixels below the cells, for the times. */
export const AXIS_HEIGHT = 20;

/**
 * The values at both ends of the colours; null where no cell has one. Values that differ by less than half are alike: they are not driven
 * apart to the ends of the scale.
 */
export function heatScale({ cells }: HeatmapData): { least: number; greatest: number } | null {
  const values = cells.flat().filter((cell) => typeof cell === "number");
  if (values.length === 0) return null;
  const least = values.reduce((one, other) => Math.min(one, other));
  const greatest = values.reduce((one, other) => Math.max(one, other));
  return { least, greatest: Math.max(greatest, least * 1.5) };
}
