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
