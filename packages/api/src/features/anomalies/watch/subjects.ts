import type { BandToRecord, DetectorState, KnownEndpoint } from "@vigie/storage";
import type { WatchWindow, WatchWindows } from "./read-windows.ts";
import { REQUEST_FIGURES, SERVICE_FIGURES, TARGET_FIGURES } from "./watched-figures.ts";
import type { EpisodeChange } from "./watched-series.ts";
import { WatchedSubject } from "./watched-subject.ts";

/** Series watched at most: 40 MB of detectors. What is left for endpoints goes to those with the most requests. */
export const SERIES_LIMIT = 10_000;
const SERIES_OF_SERVICE = SERVICE_FIGURES.length + REQUEST_FIGURES.length;
const SERIES_OF_ENDPOINT = REQUEST_FIGURES.length;
/** An endpoint that is left out takes the place of one that is watched when it has so many times its requests. */
const BUSIER = 2;

interface Member {
  subject: WatchedSubject;
  /** In which turn it is kept. */
  slot: number;
}

export interface SeriesStand {
  /** End of the last window of which it had a value. */
  readonly lastSeconds: number;
  /** Undefined: not known. */
  readonly openOnsetSeconds: number | null | undefined;
}

export interface SaveTurn {
  turn: number;
  turns: number;
  /** Only detectors that had a value after this time. */
  afterSeconds: number;
}

/** All that is watched: targets at once, services and endpoints as they come. */
export class Subjects {
  /** Of series that have not come yet. */
  readonly #kept: Map<string, DetectorState>;
  readonly #limit: number;
  readonly #services = new Map<number, Member>();
  readonly #endpoints = new Map<number, Member>();
  readonly #targets: Member;
  /** Requests of endpoints for which there is no room, since the last time that it was settled. */
  readonly #leftOut = new Map<number, number>();
  #slots = 0;
  #known: Pick<WatchWindows, "services" | "endpoints"> = { services: new Map(), endpoints: new Map() };

  constructor(kept: readonly DetectorState[], limit = SERIES_LIMIT) {
    this.#limit = limit;
    this.#kept = new Map(kept.map((one) => [one.series, one]));
    this.#targets = this.#member({ suffix: "", ids: {}, bandsOf: null, figures: TARGET_FIGURES, hasRequests: false });
  }

  get seriesCount(): number {
    const ofServices = SERIES_OF_SERVICE * this.#services.size;
    return TARGET_FIGURES.length + ofServices + SERIES_OF_ENDPOINT * this.#endpoints.size;
  }

  get unwatchedEndpoints(): number {
    return this.#leftOut.size;
  }

  /** Takes a window, in ascending order. */
  observe(window: WatchWindow, stepSeconds: number, known: WatchWindows, changes: EpisodeChange[]): void {
    this.#known = known;
    const { startSeconds } = window;
    this.#targets.subject.observe(startSeconds, stepSeconds, window.targets, changes);
    for (const [id, samples] of window.services)
      this.#service(id)?.subject.observe(startSeconds, stepSeconds, samples, changes);
    for (const [id, requests] of window.endpoints) {
      const member = this.#endpoint(id);
      if (member === undefined) this.#leftOut.set(id, (this.#leftOut.get(id) ?? 0) + requests.count);
      else member.subject.observeRequests(startSeconds, stepSeconds, requests, changes);
    }
  }

  /** What was expected of services and targets since it was last asked. */
  takeBands(atSeconds: number): BandToRecord[] {
    return [this.#targets, ...this.#services.values()].flatMap(({ subject }) => subject.takeBands(atSeconds));
  }

  states({ turn, turns, afterSeconds }: SaveTurn): DetectorState[] {
    const states: DetectorState[] = [];
    for (const { subject, slot } of this.#all())
      if (slot % turns === turn) states.push(...subject.states(afterSeconds));
    return states;
  }

  /** Where each series stands, by name; nothing of the episode where it has not come yet. */
  stands(): Map<string, SeriesStand> {
    const stands = new Map<string, SeriesStand>();
    for (const { series, observedToSeconds } of this.#kept.values())
      stands.set(series, { lastSeconds: observedToSeconds, openOnsetSeconds: undefined });
    for (const { subject } of this.#all()) for (const one of subject.series) stands.set(one.series, one);
    return stands;
  }

  /**
   * Lets go of what had no value since `beforeSeconds`, and gives the place of quiet endpoints to busier ones that were left out. Returns
   * the names of series whose state is not to be kept.
   */
  settle(beforeSeconds: number): string[] {
    const gone: string[] = [];
    for (const [series, { observedToSeconds }] of this.#kept)
      if (observedToSeconds < beforeSeconds) this.#kept.delete(series);
    for (const [id, { subject }] of this.#services)
      if (subject.lastSeconds < beforeSeconds && subject.takeRequests() === 0) this.#services.delete(id);
    const requests = new Map<number, number>();
    for (const [id, { subject }] of this.#endpoints) {
      const count = subject.takeRequests();
      if (count === 0 && subject.lastSeconds < beforeSeconds) this.#endpoints.delete(id);
      else requests.set(id, count);
    }
    const waiting = [...this.#leftOut].sort(([, a], [, b]) => b - a);
    const quietest = [...requests].sort(([, a], [, b]) => a - b);
    for (const [i, [id, count]] of waiting.entries()) {
      const [quiet, itsCount] = quietest[i] ?? [];
      if (quiet === undefined || itsCount === undefined || count <= BUSIER * itsCount) break;
      gone.push(...(this.#endpoints.get(quiet)?.subject.series.map((one) => one.series) ?? []));
      this.#endpoints.delete(quiet);
      this.#endpoint(id);
    }
    for (const [id, count] of this.#leftOut) {
      if (count === 0 || this.#endpoints.has(id)) this.#leftOut.delete(id);
      else this.#leftOut.set(id, 0);
    }
    return gone;
  }

  *#all(): Generator<Member> {
    yield this.#targets;
    yield* this.#services.values();
    yield* this.#endpoints.values();
  }

  #service(id: number): Member | undefined {
    const member = this.#services.get(id);
    const service = this.#known.services.get(id);
    if (member !== undefined || service === undefined) return member;
    if (this.seriesCount + SERIES_OF_SERVICE > this.#limit) return undefined;
    const { name } = service;
    const opened = this.#member({
      suffix: ` service=${name}`,
      ids: { serviceId: id },
      bandsOf: name,
      figures: SERVICE_FIGURES,
      hasRequests: true,
    });
    this.#services.set(id, opened);
    return opened;
  }

  #endpoint(id: number): Member | undefined {
    const member = this.#endpoints.get(id);
    const endpoint = this.#known.endpoints.get(id);
    if (member !== undefined || endpoint === undefined) return member;
    if (this.seriesCount + SERIES_OF_ENDPOINT > this.#limit) return undefined;
    const { serviceId } = endpoint;
    const opened = this.#member({
      suffix: ` service=${this.#known.services.get(serviceId)?.name} endpoint=${endpointName(endpoint)}`,
      ids: { serviceId, endpointId: id },
      figures: [],
      hasRequests: true,
    });
    this.#endpoints.set(id, opened);
    return opened;
  }

  #member({
    ids,
    ...options
  }: Omit<ConstructorParameters<typeof WatchedSubject>[0], "ids" | "kept"> & {
    ids: { serviceId?: number; endpointId?: number };
  }): Member {
    const kept = (series: string) => {
      const state = this.#kept.get(series);
      this.#kept.delete(series);
      return state;
    };
    const subject = new WatchedSubject({
      ...options,
      ids: { serviceId: ids.serviceId ?? null, endpointId: ids.endpointId ?? null },
      kept,
    });
    return { subject, slot: this.#slots++ };
  }
}

function endpointName({ method, route }: KnownEndpoint): string {
  return `${method} ${route}`;
}
