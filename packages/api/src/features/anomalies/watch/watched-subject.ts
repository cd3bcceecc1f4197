import { type BandToRecord, type DetectorState, MergedRollup, type MetricWindow } from "@vigie/storage";
import { computeFigure, countSamples, type Samples } from "../../../figures/compute.ts";
import { Gathering } from "./gathering.ts";
import { ENOUGH_REQUESTS, REQUEST_FIGURES, type WatchedFigure } from "./watched-figures.ts";
import { type EpisodeChange, type SubjectIds, WatchedSeries } from "./watched-series.ts";

export interface SubjectOptions {
  /** Follows the figure in the name of a series: ` service=shop endpoint=GET /orders/:id`, or nothing. */
  suffix: string;
  ids: SubjectIds;
  /** Under which its bands are kept; undefined where none are. */
  bandsOf?: string | null | undefined;
  /** Judged window by window. */
  figures: readonly WatchedFigure[];
  hasRequests: boolean;
  /** What was kept of a series of this name. */
  kept: (series: string) => DetectorState | undefined;
}

const NO_WINDOWS: Samples["windows"] = new Map();

/** A figure that is judged by itself. */
interface Plain {
  series: WatchedSeries;
  /** Undefined where every window is a value. */
  gathering: Gathering<Samples> | undefined;
}

/** A service, an endpoint, or the targets and the machine: what has figures that are watched together. */
export class WatchedSubject {
  readonly #options: SubjectOptions;
  readonly #plain: readonly Plain[];
  readonly #ofRequests: readonly WatchedSeries[];
  readonly #gathering = new Gathering<MergedRollup>({
    empty: () => new MergedRollup(),
    add: (sum, more) => sum.add(more),
    count: (sum) => sum.count,
    enough: ENOUGH_REQUESTS,
  });
  /** The requests of windows before are in the detectors, or being gathered. */
  #positionSeconds: number;
  /** Requests since it was last asked. */
  #requests = 0;

  constructor(options: SubjectOptions) {
    const { suffix, ids, figures, hasRequests, kept } = options;
    this.#options = options;
    const open = (figure: WatchedFigure) => {
      const series = `${figure.key}${suffix}`;
      return new WatchedSeries(series, figure, ids, kept(series));
    };
    this.#plain = figures.map((figure) => ({ series: open(figure), gathering: gatheringOf(figure) }));
    this.#ofRequests = hasRequests ? REQUEST_FIGURES.map(open) : [];
    this.#positionSeconds = Math.max(...this.#ofRequests.map((one) => one.lastSeconds), Number.NEGATIVE_INFINITY);
  }

  get series(): readonly WatchedSeries[] {
    return [...this.#plain.map((one) => one.series), ...this.#ofRequests];
  }

  /** The newest window of which it had a value. */
  get lastSeconds(): number {
    return this.series.reduce((last, one) => Math.max(last, one.lastSeconds), Number.NEGATIVE_INFINITY);
  }

  takeRequests(): number {
    const requests = this.#requests;
    this.#requests = 0;
    return requests;
  }

  /** Takes a window, in ascending order; windows that are in the detectors already change nothing. */
  observe(startSeconds: number, stepSeconds: number, samples: Samples, changes: EpisodeChange[]): void {
    for (const { series, gathering } of this.#plain) {
      // What is in the detector already is not gathered again.
      if (startSeconds < series.lastSeconds) continue;
      const { key, leastSamples } = series.figure;
      const window = { fromSeconds: startSeconds, toSeconds: startSeconds + stepSeconds, sum: samples };
      for (const gathered of gathering?.add(startSeconds, stepSeconds, samples) ?? [window]) {
        const value = computeFigure(key, gathered.sum);
        if (value === null || (gathering !== undefined && countSamples(key, gathered.sum) < leastSamples)) continue;
        add(changes, series.observe({ ...gathered, value }));
      }
    }
    if (samples.requests !== undefined) this.observeRequests(startSeconds, stepSeconds, samples.requests, changes);
  }

  observeRequests(startSeconds: number, stepSeconds: number, requests: MergedRollup, changes: EpisodeChange[]): void {
    if (requests.count === 0 || startSeconds < this.#positionSeconds) return;
    this.#positionSeconds = startSeconds + stepSeconds;
    this.#requests += requests.count;
    for (const gathered of this.#gathering.add(startSeconds, stepSeconds, requests)) {
      const { fromSeconds, toSeconds } = gathered;
      const samples = {
        requests: gathered.sum,
        windows: NO_WINDOWS,
        alive: true,
        seconds: toSeconds - fromSeconds,
      };
      for (const one of this.#ofRequests) {
        if (gathered.sum.count < one.figure.leastSamples) continue;
        const value = computeFigure(one.figure.key, samples);
        if (value !== null) add(changes, one.observe({ fromSeconds, toSeconds, value }));
      }
    }
  }

  /** What was expected since it was last asked. */
  takeBands(atSeconds: number): BandToRecord[] {
    const { bandsOf } = this.#options;
    if (bandsOf === undefined) return [];
    return this.series.flatMap((one) => {
      const band = one.takeBand();
      return band === null ? [] : [{ figure: one.figure.key, service: bandsOf, atSeconds, ...band }];
    });
  }

  /** What is to be kept of the detectors that had a value after that time. */
  states(afterSeconds: number): DetectorState[] {
    return this.series.flatMap((one) => {
      const state = one.lastSeconds > afterSeconds ? one.encode() : undefined;
      return state === undefined ? [] : [{ series: one.series, state, observedToSeconds: one.lastSeconds }];
    });
  }
}

/** Of shares, whose parts add up. */
function gatheringOf({ key, leastSamples }: WatchedFigure): Gathering<Samples> | undefined {
  if (leastSamples === 0) return undefined;
  return new Gathering<Samples>({
    empty: () => ({ requests: undefined, windows: new Map<string, MetricWindow>(), alive: false, seconds: 0 }),
    add: (sum, more) => addWindows(sum.windows as Map<string, MetricWindow>, more.windows),
    count: (sum) => countSamples(key, sum),
    enough: leastSamples,
  });
}

function addWindows(sums: Map<string, MetricWindow>, windows: Samples["windows"]): void {
  for (const [name, window] of windows) {
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? window : { ...sum, sum: sum.sum + window.sum });
  }
}

function add(changes: EpisodeChange[], change: EpisodeChange | null): void {
  if (change !== null) changes.push(change);
}
