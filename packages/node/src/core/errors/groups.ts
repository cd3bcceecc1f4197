import { createHash } from "node:crypto";
import { type BatchError, LIMITS, OTHER_FINGERPRINT, redactText } from "@vigie/protocol";
import type { FinishedRequest } from "../aggregate.ts";
import type { Harvest } from "../batches.ts";
import type { Endpoint } from "../endpoints.ts";
import { countsAsError, type Failure } from "./failure.ts";
import { type Frame, frameLines, parseFrame } from "./frames.ts";
import { isOwn, Places } from "./places.ts";
import { chainOf, framesOf, type RawSample, storable, toSample } from "./samples.ts";
import { SourceMaps } from "./source-maps.ts";
import { readThrown, type Thrown } from "./thrown.ts";

/** Errors of one type that come from one place. */
interface Group {
  readonly fingerprint: string;
  readonly type: string;
  readonly place: string;
  seenAt: number;
  /** When the last sample was taken; -Infinity before the first. */
  sampledAt: number;
  /** The one that travels with the next batch. */
  sample: RawSample | undefined;
}

/** One way in which errors look before source maps are applied; several may turn out to be one group. */
interface Kind {
  /** Stands for the fingerprint where it is not known yet: in counts and kept requests. */
  readonly token: string;
  readonly type: string;
  /** Own frames, the innermost first: what a map says of the first may be that it is none of the service's own. */
  readonly frames: readonly Frame[];
  /** Takes the place of a frame in the fingerprint where there is none. */
  readonly endpoint: string;
  fingerprint: string | undefined;
  group: Group | undefined;
  sample: RawSample | undefined;
}

const SAMPLE_EVERY_MS = 60_000;
const FORGET_AFTER_MS = 3_600_000;
/** Kinds that are remembered; more mean that types or places have no end. */
const MOST_KINDS = 5_000;
const MOST_OWN_FRAMES = 8;
/** Redacting one takes up to a millisecond or two; those past the bound travel with the next batch. */
const SAMPLES_AT_ONCE = 50;

/**
 * The error groups of this process. In a request's path an error costs reading its stack and a lookup; what a place is called, maps
 * and samples come when the counts are packed. Until then a new kind of error is counted under a token, so that its fingerprint is
 * the same before and after its source map was read.
 */
export class ErrorGroups {
  readonly #limit: number;
  readonly #maps: SourceMaps;
  readonly #places: Places;
  readonly #timeOf: (monotonicMs: number) => number;
  readonly #groups = new Map<string, Group>();
  #kinds = new Map<string, Kind>();
  /** Kinds that may be counted under their token. */
  readonly #tokens = new Map<string, Kind>();
  #nextToken = 0;
  /** Errors that were counted under `(other)` since this was last reported. */
  #others = 0;

  constructor(options: {
    sourceMaps: boolean;
    folder: string;
    limit?: number;
    timeOf: (monotonicMs: number) => number;
  }) {
    this.#limit = options.limit ?? LIMITS.errorGroupsPerService - 1;
    this.#maps = new SourceMaps(options.sourceMaps);
    this.#places = new Places(options.folder);
    this.#timeOf = options.timeOf;
  }

  /**
   * What to count a request under that ended at `endedAt` (`performance.now()`): a fingerprint, or a token that `settle` replaces;
   * undefined when it counts as no error.
   */
  add(request: FinishedRequest, endpoint: Endpoint, endedAt: number, failure: Failure | undefined): string | undefined {
    if (!countsAsError(request.status, request.aborted, failure)) return undefined;
    const thrown = failure === undefined ? undefined : readThrown(failure.error);
    const kind = this.#kindOf(thrown, request.status, endpoint);
    if (kind === undefined || kind.fingerprint === OTHER_FINGERPRINT) {
      this.#others++;
      return OTHER_FINGERPRINT;
    }
    const { group } = kind;
    if (group !== undefined) group.seenAt = endedAt;
    const isDue =
      kind.fingerprint === undefined
        ? kind.sample === undefined
        : group !== undefined && endedAt - group.sampledAt >= SAMPLE_EVERY_MS;
    if (isDue) {
      const sample: RawSample = {
        endedAt,
        traceId: request.traceId,
        method: endpoint.method,
        route: endpoint.route,
        status: request.status,
        thrown: failure === undefined || thrown === undefined ? [] : chainOf(failure.error, thrown),
      };
      if (group === undefined) kind.sample = sample;
      else {
        group.sample = sample;
        group.sampledAt = endedAt;
      }
    }
    return kind.fingerprint ?? kind.token;
  }

  /**
   * Completes what was counted since the last time: fingerprints in place of tokens, and what each stands for. Undefined when that
   * was done at once, else a promise that never rejects. Call it in the same turn in which the counts were taken.
   */
  settle(harvest: Harvest): Promise<void> | undefined {
    const tokens = new Map(this.#tokens);
    // What is counted from here on is counted under the fingerprint, where it is known.
    for (const [token, { fingerprint }] of tokens) if (fingerprint !== undefined) this.#tokens.delete(token);
    const open = [...tokens.values()].filter(({ fingerprint }) => fingerprint === undefined);
    const samples = [...open.map(({ sample }) => sample), ...this.#waiting(harvest).map(({ sample }) => sample)];
    const frames = [
      ...open.flatMap((kind) => kind.frames),
      ...samples.flatMap((sample) => (sample === undefined ? [] : framesOf(sample))),
    ];
    const now = performance.now();
    const nowMs = this.#timeOf(now);
    const complete = () => this.#complete(harvest, tokens, (at) => nowMs + at - now);
    if (frames.length > 0) return this.#maps.prepare(frames).then(complete, complete);
    complete();
    return undefined;
  }

  /** Makes room: drops groups of which nothing was seen for an hour. */
  forgetUnseen(now: number): void {
    const before = this.#groups.size;
    for (const [fingerprint, group] of this.#groups) {
      if (now - group.seenAt >= FORGET_AFTER_MS) this.#groups.delete(fingerprint);
    }
    // Kinds know their group, or that there was no room for it.
    if (this.#groups.size < before) this.#kinds = new Map();
  }

  #kindOf(thrown: Thrown | undefined, status: number, endpoint: Endpoint): Kind | undefined {
    const where = `${endpoint.method} ${endpoint.route}`;
    let type = `HTTP ${status}`;
    let lines: string[] = [];
    if (thrown !== undefined) {
      type = thrown.type;
      lines = ownLines(thrown);
    }
    const key = `${type}\n${lines.length === 0 ? where : lines.join("\n")}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    // Bounds what waits for a settlement, which an unreachable Vigie delays.
    if (this.#tokens.size >= MOST_KINDS) return undefined;
    if (this.#kinds.size >= MOST_KINDS) this.#kinds = new Map();
    const frames = lines.flatMap((line) => parseFrame(line) ?? []);
    const token = `?${this.#nextToken++}`;
    const kind: Kind = {
      token,
      type,
      frames,
      endpoint: where,
      fingerprint: undefined,
      group: undefined,
      sample: undefined,
    };
    this.#kinds.set(key, kind);
    this.#tokens.set(token, kind);
    return kind;
  }

  #complete(harvest: Harvest, tokens: ReadonlyMap<string, Kind>, timeOf: (monotonicMs: number) => number): void {
    for (const kind of tokens.values()) if (kind.fingerprint === undefined) this.#resolve(kind);
    const fingerprintOf = (key: string) =>
      tokens.get(key)?.fingerprint ?? (key.startsWith("?") ? OTHER_FINGERPRINT : key);
    let others = this.#others;
    this.#others = 0;
    for (const rollup of harvest.rollups) {
      if (rollup.errors.length === 0) continue;
      const counts = new Map<string, number>();
      for (const { fingerprint, count } of rollup.errors) {
        const known = fingerprintOf(fingerprint);
        counts.set(known, (counts.get(known) ?? 0) + count);
        if (known === OTHER_FINGERPRINT && fingerprint !== OTHER_FINGERPRINT) others += count;
      }
      others += withinLimit(counts);
      rollup.errors = [...counts].map(([fingerprint, count]) => ({ fingerprint, count }));
    }
    for (const request of harvest.requests)
      if (request.error !== undefined) request.error = fingerprintOf(request.error);
    if (others > 0) harvest.losses.push({ what: "errors", cause: "group-limit", count: others });
    harvest.errors = this.#describe(harvest, timeOf);
  }

  #resolve(kind: Kind): void {
    let place = "";
    for (const frame of kind.frames) {
      const origin = this.#maps.origin(frame);
      if (!isOwn(origin.file)) continue;
      place = this.#places.of(origin, this.#maps.isRenamed(frame));
      break;
    }
    const type = cleanType(kind.type);
    const fingerprint = fingerprintOf(type, place === "" ? kind.endpoint : place);
    let group = this.#groups.get(fingerprint);
    const { sample } = kind;
    kind.sample = undefined;
    if (group === undefined) {
      if (this.#groups.size >= this.#limit) {
        kind.fingerprint = OTHER_FINGERPRINT;
        return;
      }
      const seenAt = sample?.endedAt ?? performance.now();
      group = { fingerprint, type, place: storable(place), seenAt, sampledAt: -Infinity, sample: undefined };
      this.#groups.set(fingerprint, group);
    }
    kind.fingerprint = fingerprint;
    kind.group = group;
    if (sample !== undefined && sample.endedAt - group.sampledAt >= SAMPLE_EVERY_MS) {
      group.sample = sample;
      group.sampledAt = sample.endedAt;
    }
  }

  #describe(harvest: Harvest, timeOf: (monotonicMs: number) => number): Map<string, BatchError> {
    const errors = new Map<string, BatchError>();
    const describe = (fingerprint: string) => {
      const group = errors.has(fingerprint) ? undefined : this.#groups.get(fingerprint);
      if (group !== undefined) errors.set(fingerprint, { fingerprint, type: group.type, place: group.place });
    };
    for (const { errors: counts } of harvest.rollups) for (const { fingerprint } of counts) describe(fingerprint);
    for (const { error } of harvest.requests) if (error !== undefined) describe(error);
    let samples = 0;
    for (const [fingerprint, error] of errors) {
      const group = this.#groups.get(fingerprint);
      if (group?.sample === undefined || samples++ >= SAMPLES_AT_ONCE) continue;
      error.sample = toSample(group.sample, this.#maps, timeOf);
      group.sample = undefined;
    }
    return errors;
  }

  /** Known groups that were counted and have a sample to send. */
  #waiting(harvest: Harvest): Group[] {
    const fingerprints = new Set(harvest.rollups.flatMap(({ errors }) => errors.map(({ fingerprint }) => fingerprint)));
    return [...fingerprints].flatMap((fingerprint) => {
      const group = this.#groups.get(fingerprint);
      return group?.sample === undefined ? [] : [group];
    });
  }
}

/** Moves the rarest groups of a rollup to `(other)` until it holds no more than it may; returns how many errors that were. */
function withinLimit(counts: Map<string, number>): number {
  if (counts.size <= LIMITS.errorsPerRollup) return 0;
  const known = [...counts].filter(([fingerprint]) => fingerprint !== OTHER_FINGERPRINT).sort((a, b) => b[1] - a[1]);
  let moved = 0;
  for (const [fingerprint, count] of known.slice(LIMITS.errorsPerRollup - 1)) {
    counts.delete(fingerprint);
    moved += count;
  }
  counts.set(OTHER_FINGERPRINT, (counts.get(OTHER_FINGERPRINT) ?? 0) + moved);
  return moved;
}

/** The first own frames of a stack, as written. */
function ownLines({ frames }: Thrown): string[] {
  const lines: string[] = [];
  for (const line of frameLines(frames)) {
    const frame = parseFrame(line);
    if (frame !== undefined && isOwn(frame.file)) lines.push(line);
    if (lines.length >= MOST_OWN_FRAMES) break;
  }
  return lines;
}

/** A name that somebody gave an error can hold anything. */
function cleanType(type: string): string {
  return storable(redactText(type)).slice(0, LIMITS.nameLength);
}

/** The first 64 bits of SHA-256. */
function fingerprintOf(type: string, where: string): string {
  const fingerprint = createHash("sha256").update(`${type}\n${where}`).digest("hex").slice(0, 16);
  return fingerprint === OTHER_FINGERPRINT ? `1${fingerprint.slice(1)}` : fingerprint;
}
