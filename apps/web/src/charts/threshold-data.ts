import { figureText, type Unit } from "../lib/format.ts";
import { COLORS } from "./colors.ts";
import type { TimeChartData } from "./series.ts";

interface Measured {
  name: string;
  unit: Unit;
  /** One value per window; ISO 8601 and, as everywhere in charts, ms. */
  evidence: {
    from: string;
    to: string;
    stepSeconds: number;
    times: readonly number[];
    values: readonly (number | null)[];
  };
  comparison: "above" | "below";
  threshold: number;
  /** Beyond what it is well again; null: beyond the threshold. */
  clearThreshold: number | null;
  /** When it was crossed, ISO 8601; null: it still is. */
  episodes: readonly { from: string; to: string | null }[];
  /** Of the threshold and the episodes: how grave it is. */
  color: string;
}

/** A series against its threshold, with the times in which it was crossed. */
export function thresholdData(measured: Measured): TimeChartData {
  const { name, unit, evidence, comparison, threshold, clearThreshold, episodes, color } = measured;
  const { from, to, times, stepSeconds, values } = evidence;
  const clear = clearThreshold === null || clearThreshold === threshold ? null : clearThreshold;
  return {
    from: Date.parse(from),
    to: Date.parse(to),
    times,
    stepSeconds,
    series: [{ name, values, color: COLORS.accent, kind: "line", axis: "left" }],
    units: { left: unit },
    marks: [],
    levels: [
      // Both in one: the lines lie close together, and below them the series runs through every letter.
      {
        value: threshold,
        label: `${comparison} ${figureText(threshold, unit)}${clear === null ? "" : `, over at ${figureText(clear, unit)}`}`,
        color,
      },
      ...(clear === null ? [] : [{ value: clear, label: "" }]),
    ],
    ranges: episodes.map((episode) => ({
      from: Date.parse(episode.from),
      to: Date.parse(episode.to ?? to),
      color,
    })),
    fitted: true,
  };
}
