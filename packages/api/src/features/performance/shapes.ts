export type IndexPart = "cache" | "latency" | "errors" | "memory";
export type Grade = "A+" | "A" | "B" | "C" | "D" | "E" | "F";

export interface IndexWeights extends Record<IndexPart, number> {}

/** Performance index: 0–100 of four parts. */
export interface PerformanceIndex {
  /** Null while no part is known. */
  score: number | null;
  grade: Grade | null;
  parts: {
    part: IndexPart;
    label: string;
    /** Of all weights of the parts that are known, 0–1. */
    weight: number;
    /** As configured, 0–1. */
    configuredWeight: number;
    /** What it is made of: hit rate 0–1, P95 ms, error rate 0–1, memory 0–1. */
    value: number | null;
    /** 0–100; null where there is nothing to make it of, and then its weight goes to the others. */
    score: number | null;
    /** In words, why it is not known. */
    missing: string | null;
  }[];
  weights: IndexWeights;
  stepSeconds: number;
  /** Starts of the windows, milliseconds since the epoch. */
  times: number[];
  /** The index of each window; null where no part was known. */
  history: (number | null)[];
}
