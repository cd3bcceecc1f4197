import { type Band, createDetector, type Detector, decodeDetector } from "@vigie/series";
import type { NewAnomaly } from "@vigie/storage";
import { FIGURES } from "../../../figures/catalogue.ts";
import type { FigureDefinition } from "../../../figures/definition.ts";
import type { WatchedFigure } from "./watched-figures.ts";

/** What a value changed about the episodes of its series. */
export type EpisodeChange =
  | { kind: "opened"; anomaly: NewAnomaly }
  | { kind: "worse"; series: string; onsetSeconds: number; worst: number }
  | { kind: "ended"; series: string; onsetSeconds: number; endSeconds: number };

/** Whose figure it is; both null for the targets and the machine. */
export interface SubjectIds {
  serviceId: number | null;
  endpointId: number | null;
}

export interface ValueOf {
  fromSeconds: number;
  toSeconds: number;
  value: number;
}

/** One figure of one subject, with its detector. */
export class WatchedSeries {
  readonly series: string;
  readonly figure: WatchedFigure;
  readonly #ids: SubjectIds;
  #detector: Detector | undefined;
  #lastSeconds: number;
  #worst: number | undefined;
  #band: Band | null = null;

  /** `state` as `encode` gave it; one that cannot be read is begun anew. */
  constructor(
    series: string,
    figure: WatchedFigure,
    ids: SubjectIds,
    kept: { state: Uint8Array; observedToSeconds: number } | undefined,
  ) {
    this.series = series;
    this.figure = figure;
    this.#ids = ids;
    this.#lastSeconds = kept?.observedToSeconds ?? Number.NEGATIVE_INFINITY;
    if (kept === undefined) return;
    try {
      this.#detector = decodeDetector(kept.state, figure);
    } catch {
      // Of an older version, or cut off: it learns again.
    }
  }

  /** End of the last window that it was given; −∞ before the first. */
  get lastSeconds(): number {
    return this.#lastSeconds;
  }

  get openOnsetSeconds(): number | null {
    return this.#detector?.episode?.onsetSeconds ?? null;
  }

  observe({ fromSeconds, toSeconds, value }: ValueOf): EpisodeChange | null {
    this.#detector ??= createDetector(this.figure);
    const { expected, episode } = this.#detector.observe({ atSeconds: fromSeconds, value });
    if (toSeconds > this.#lastSeconds) this.#lastSeconds = toSeconds;
    if (expected !== null) this.#band = this.#possible(expected);
    if (episode === null) {
      this.#worst = undefined;
      return null;
    }
    const { series } = this;
    const { onsetSeconds } = episode;
    if (episode.endSeconds !== null) {
      this.#worst = undefined;
      return { kind: "ended", series, onsetSeconds, endSeconds: episode.endSeconds };
    }
    const isNew = this.#worst !== episode.seen;
    this.#worst = episode.seen;
    if (episode.raisedSeconds === fromSeconds) {
      const half = expected === null ? 0 : expected.high - expected.mid;
      const before = { low: episode.expected - half, mid: episode.expected, high: episode.expected + half };
      const { low, mid, high } = this.#possible(before);
      const anomaly = {
        ...this.#ids,
        series,
        figure: this.figure.key,
        onsetSeconds,
        raisedSeconds: toSeconds,
        expected: mid,
        low,
        high,
        seen: episode.seen,
      };
      return { kind: "opened", anomaly };
    }
    return isNew ? { kind: "worse", series, onsetSeconds, worst: episode.seen } : null;
  }

  /** What was expected last, once. */
  takeBand(): Band | null {
    const band = this.#band;
    this.#band = null;
    return band;
  }

  /** Undefined before the first value. */
  encode(): Uint8Array | undefined {
    return this.#detector?.encode();
  }

  /** None of the figures falls below zero, and no ratio rises above one. */
  #possible({ low, mid, high }: Band): Band {
    const { unit }: FigureDefinition = FIGURES[this.figure.key];
    const most = unit === "ratio" ? 1 : Number.POSITIVE_INFINITY;
    const within = (value: number) => Math.max(0, Math.min(most, value));
    return { low: within(low), mid: within(mid), high: within(high) };
  }
}
