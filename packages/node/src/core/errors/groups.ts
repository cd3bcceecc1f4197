import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type BatchError, LIMITS, OTHER_FINGERPRINT, type OwnRedaction, redactText } from "@vigie/protocol";
import type { FinishedRequest } from "../aggregate.ts";
import type { Harvest } from "../batches.ts";
import type { Endpoint } from "../endpoints.ts";
import { replaceTokens } from "./counts.ts";
import { countsAsError, type Failure } from "./failure.ts";
import { type Frame, frameLines, parseFrame } from "./frames.ts";
import { isOwn, mayBeOwn, Places } from "./places.ts";
import { chainOf, framesOf, lengthOf, type RawSample, storable, toSample } from "./samples.ts";
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
  frames: readonly Frame[];
  /** Takes the place of a frame in the fingerprint where there is none. */
  readonly endpoint: string;
  fingerprint: string | undefined;
  group: Group | undefined;
  sample: RawSample | undefined;
}

/** The corrected time of a reading of `performance.now()`. */
type TimeOf = (monotonicMs: number) => number;

const SAMPLE_EVERY_MS = 60_000;
const FORGET_AFTER_MS = 3_600_000;
/** Kinds that are remembered; more mean that types or places have no end. */
const MOST_KINDS = 3_000;
const MOST_OWN_FRAMES = 8;
const LONGEST_PIECE_MS = 5;
/** Samples that may wait at a time, by their length in characters; past it the next occurrence is as good. */
const WAITING_LENGTH = 4_000_000;

/**
 * The error groups of this process. In a request's path an error costs reading its stack and a lookup; what a place is called, maps
 * and samples come when the counts are packed. Until then a new kind of error is counted under a token, so that its fingerprint is
 * the same before and after its source map was read.
 */
export class ErrorGroups {
  readonly #limit: number;
  readonly #maps: SourceMaps;
  readonly #places: Places;
  readonly #timeOf: TimeOf;
  readonly #own: OwnRedaction | undefined;
  readonly #groups = new Map<string, Group>();
  #kinds = new Map<string, Kind>();
  /** Kinds that may be counted under their token. */
  readonly #tokens = new Map<string, Kind>();
  #nextToken = 0;
  #waitingLength = 0;
  /** Errors that were counted under `(other)` since this was last reported. */
  #others = 0;

  constructor(options: {
    sourceMaps: boolean;
    folder: string;
    limit?: number;
    timeOf: TimeOf;
    redact?: OwnRedaction | undefined;
  }) {
    this.#limit = options.limit ?? LIMITS.errorGroupsPerService - 1;
    this.#maps = new SourceMaps(options.sourceMaps);
    this.#places = new Places(options.folder);
    this.#timeOf = options.timeOf;
    this.#own = options.redact;
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
    if (isDue && this.#waitingLength < WAITING_LENGTH) {
      const sample: RawSample = {
        endedAt,
        traceId: request.scope.traceId,
        method: endpoint.method,
        route: endpoint.route,
        status: request.status,
        thrown: failure === undefined || thrown === undefined ? [] : chainOf(failure.error, thrown),
      };
      this.#waitingLength += lengthOf(sample);
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
   * was done at once; neither throws nor rejects. Call it in the same turn in which the counts were taken.
   */
  settle(harvest: Harvest): Promise<void> | undefined {
    const tokens = new Map(this.#tokens);
    // What is counted from here on is counted under the fingerprint, where it is known.
    for (const [token, { fingerprint }] of tokens) if (fingerprint !== undefined) this.#tokens.delete(token);
    // A fault must not cost the counts of requests, which no server would take with tokens in them.
    const giveUp = () => void replaceTokens(harvest, (key) => (isToken(key) ? OTHER_FINGERPRINT : key));
    try {
      const open = [...tokens.values()].filter(({ fingerprint }) => fingerprint === undefined);
      const samples = [...open, ...this.#mentioned(harvest)].flatMap(({ sample }) => sample ?? []);
      if (open.length === 0 && samples.length === 0) {
        this.#complete(harvest, tokens);
        return undefined;
      }
      // The clock may be corrected before all is done; the other times of the harvest are of now.
      const now = performance.now();
      const nowMs = this.#timeOf(now);
      const frames = [...open.flatMap((kind) => kind.frames), ...samples.flatMap(framesOf)];
      return this.#maps
        .prepare(frames)
        .then(() => this.#addSamples(this.#complete(harvest, tokens), (at) => nowMs + at - now))
        .catch(giveUp);
    } catch {
      giveUp();
      return undefined;
    }
  }

  /** Makes room: drops groups of which nothing was seen for an hour. */
  forgetUnseen(now: number): void {
    const before = this.#groups.size;
    for (const [fingerprint, group] of this.#groups) {
      if (now - group.seenAt < FORGET_AFTER_MS) continue;
      this.#groups.delete(fingerprint);
      this.#letGo(group.sample);
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
      lines = frameLines(thrown.frames, MOST_OWN_FRAMES, mayBeOwn);
    }
    // The endpoint decides where no frame turns out to be an own one, which is not known yet.
    const key = `${type}\n${where}\n${lines.join("\n")}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    // Bounds what waits for a settlement, which an unreachable Vigie delays.
    if (this.#tokens.size >= MOST_KINDS) return undefined;
    if (this.#kinds.size >= MOST_KINDS) this.#kinds = new Map();
    const frames = lines.flatMap((line) => parseFrame(line) ?? []).filter(({ file }) => isOwn(file));
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

  #complete(harvest: Harvest, tokens: ReadonlyMap<string, Kind>): Map<string, BatchError> {
    for (const kind of tokens.values()) if (kind.fingerprint === undefined) this.#resolve(kind);
    const fingerprintOf = (key: string) => tokens.get(key)?.fingerprint ?? (isToken(key) ? OTHER_FINGERPRINT : key);
    const others = this.#others + replaceTokens(harvest, fingerprintOf);
    this.#others = 0;
    if (others > 0) harvest.losses.push({ what: "errors", cause: "group-limit", count: others });
    const errors = this.#describe(harvest);
    harvest.errors = errors;
    return errors;
  }

  #resolve(kind: Kind): void {
    let place = "";
    for (const frame of kind.frames) {
      const origin = this.#maps.origin(frame);
      if (!isOwn(origin.file)) continue;
      place = this.#places.of(origin, this.#maps.isRenamed(frame));
      break;
    }
    const type = cleanType(kind.type, this.#own);
    const fingerprint = fingerprintOf(type, place === "" ? kind.endpoint : place);
    let group = this.#groups.get(fingerprint);
    const { sample } = kind;
    kind.sample = undefined;
    kind.frames = [];
    if (group === undefined) {
      if (this.#groups.size >= this.#limit) {
        kind.fingerprint = OTHER_FINGERPRINT;
        this.#letGo(sample);
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
    } else this.#letGo(sample);
  }

  #letGo(sample: RawSample | undefined): void {
    if (sample !== undefined) this.#waitingLength -= lengthOf(sample);
  }

  /** Adds the samples that wait, in pieces of a few milliseconds: redacting the longest takes one or two. */
  async #addSamples(errors: ReadonlyMap<string, BatchError>, timeOf: TimeOf): Promise<void> {
    let since = performance.now();
    for (const [fingerprint, error] of errors) {
      const group = this.#groups.get(fingerprint);
      const sample = group?.sample;
      if (group === undefined || sample === undefined) continue;
      group.sample = undefined;
      this.#letGo(sample);
      error.sample = toSample(sample, this.#maps, timeOf, this.#own);
      if (performance.now() - since < LONGEST_PIECE_MS) continue;
      await setImmediate();
      since = performance.now();
    }
  }

  #describe(harvest: Harvest): Map<string, BatchError> {
    const errors = new Map<string, BatchError>();
    const describe = (fingerprint: string) => {
      const group = errors.has(fingerprint) ? undefined : this.#groups.get(fingerprint);
      if (group !== undefined) errors.set(fingerprint, { fingerprint, type: group.type, place: group.place });
    };
    for (const { errors: counts } of harvest.rollups) for (const { fingerprint } of counts) describe(fingerprint);
    for (const { error } of harvest.requests) if (error !== undefined) describe(error);
    return errors;
  }

  /** Known groups that were counted. */
  #mentioned(harvest: Harvest): Group[] {
    const fingerprints = new Set(harvest.rollups.flatMap(({ errors }) => errors.map(({ fingerprint }) => fingerprint)));
    return [...fingerprints].flatMap((fingerprint) => this.#groups.get(fingerprint) ?? []);
  }
}

function isToken(key: string): boolean {
  return key.startsWith("?");
}

/** A name that somebody gave an error can hold anything. */
function cleanType(type: string, own: OwnRedaction | undefined): string {
  return storable(redactText(type, own)).slice(0, LIMITS.nameLength);
}

/** The first 64 bits of SHA-256. */
function fingerprintOf(type: string, where: string): string {
  const fingerprint = createHash("sha256").update(`${type}\n${where}`).digest("hex").slice(0, 16);
  return fingerprint === OTHER_FINGERPRINT ? `1${fingerprint.slice(1)}` : fingerprint;
}
