export type Part = "api" | "redis" | "postgres" | "system";

/** How a person reads the value. `ratio` is 0–1 and shown as %. */
export type Unit = "count" | "perSecond" | "perHour" | "ms" | "ratio" | "bytes" | "bytesPerSecond" | "none";

export type State = "ok" | "info" | "warning" | "critical";

export interface Threshold {
  comparison: "above" | "below";
  info?: number;
  warning?: number;
  critical?: number;
  /** Made of fewer requests, lookups or blocks than this, the figure is not judged. */
  minimumSamples?: number;
}

/** From which samples of `metrics` a figure is made, and how a period of them becomes one value. */
export type Recipe =
  /** The last sample of the period: gauges. */
  | { from: "latest"; metric: string }
  /** Mean over time: gauges that jump from one sample to the next. */
  | { from: "mean"; metric: string }
  /** The largest sample of the period. */
  | { from: "max"; metric: string }
  /** Σ of the deltas. */
  | { from: "sum"; metric: string }
  /** Σ of the deltas ÷ seconds that the samples cover. `perSeconds` scales it: 3600 gives a rate per hour. */
  | { from: "rate"; metric: string; perSeconds: number }
  /** Σ part ÷ Σ (part + rest): a ratio of the period, never an average of ratios. */
  | { from: "share"; part: string; rest: string }
  /** Latest part ÷ latest whole; nothing where there is no whole (no limit set). */
  | { from: "quotient"; part: string; whole: string }
  /** From the rollups of requests. */
  | { from: "requests" };

export interface FigureDefinition {
  part: Part;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | "neither";
  recipe: Recipe;
  threshold?: Threshold;
}

export const requests = { from: "requests" } as const;
export const above = (levels: Omit<Threshold, "comparison">): Threshold => ({ comparison: "above", ...levels });
export const below = (levels: Omit<Threshold, "comparison">): Threshold => ({ comparison: "below", ...levels });
