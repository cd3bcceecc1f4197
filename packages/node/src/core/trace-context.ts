import { randomFillSync } from "node:crypto";
import type { Failure } from "./errors/failure.ts";
import { Waits } from "./waits.ts";

/** What a caller's valid `traceparent` and `tracestate` said. */
export interface TraceParent {
  readonly traceId: string;
  /** The two digits of trace-flags; only the sampled bit is passed on. */
  readonly sampled: boolean;
  /** Validated; undefined when there was none or it was wrong. */
  readonly traceState: string | undefined;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const STATE_KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const STATE_VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);

/**
 * Strict reading of the W3C header (https://www.w3.org/TR/trace-context/#traceparent-header); undefined when invalid.
 * Version 00 has nothing after the flags; a later version may, after a dash; ff is never valid.
 */
export function parseTraceParent(header: string): { traceId: string; sampled: boolean } | undefined {
  const parts = TRACEPARENT.exec(header);
  if (!parts) return undefined;
  const [, version, traceId, parentId, flags, rest] = parts;
  if (version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (traceId === ZERO_TRACE || parentId === ZERO_SPAN || traceId === undefined || flags === undefined)
    return undefined;
  return { traceId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * A `tracestate` as it may be passed on, or undefined when any of it is invalid: at most 32 members, of members with
 * the same key the first is kept, empty members and the white space around members go.
 */
export function parseTraceState(header: string): string | undefined {
  const seen = new Set<string>();
  const members: string[] = [];
  for (const piece of header.split(",")) {
    const member = piece.replace(/^[ \t]+|[ \t]+$/g, "");
    if (member === "") continue;
    const equals = member.indexOf("=");
    const key = member.slice(0, Math.max(0, equals));
    if (!STATE_KEY.test(key) || !STATE_VALUE.test(member.slice(equals + 1))) return undefined;
    if (seen.has(key)) continue;
    seen.add(key);
    members.push(member);
  }
  return members.length === 0 || members.length > 32 ? undefined : members.join(",");
}

/**
 * The caller's trace from raw headers (name, value, name, value, …), or undefined for none or an invalid one.
 * Reads the raw list because a second `traceparent` makes both invalid, and because building `req.headers` for
 * frameworks that do not need it costs more than this scan.
 */
export function readTraceParent(rawHeaders: readonly string[]): TraceParent | undefined {
  let parent: string | undefined;
  let state: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === 11) {
      if ((name.charCodeAt(0) | 32) !== 116 || name.toLowerCase() !== "traceparent") continue;
      if (parent !== undefined) return undefined;
      parent = rawHeaders[i + 1];
    } else if (name.length === 10) {
      if ((name.charCodeAt(0) | 32) !== 116 || name.toLowerCase() !== "tracestate") continue;
      state = state === undefined ? rawHeaders[i + 1] : `${state},${rawHeaders[i + 1]}`;
    }
  }
  if (parent === undefined) return undefined;
  const valid = parseTraceParent(parent);
  if (valid === undefined) return undefined;
  return { ...valid, traceState: state === undefined ? undefined : parseTraceState(state) };
}

const ID_LENGTH = 32;
const IDS_PER_POOL = 256;
const pool = Buffer.allocUnsafe((ID_LENGTH / 2) * IDS_PER_POOL);
let digits = "";
let next = 0;

/** A new trace id, 32 hex digits, all random: samplers elsewhere decide by any part of it. About 30 ns, from a pool. */
export function newTraceId(): string {
  if (next === digits.length) {
    digits = randomFillSync(pool).toString("hex");
    next = 0;
  }
  const id = digits.slice(next, next + ID_LENGTH);
  next += ID_LENGTH;
  return id === ZERO_TRACE ? newTraceId() : id;
}

/** A new span id, 16 hex digits. */
export function newSpanId(): string {
  const id = newTraceId().slice(ID_LENGTH / 2);
  return id === ZERO_SPAN ? newSpanId() : id;
}

/** One request's place in its trace, and what it waits for; what `AsyncLocalStorage` carries. */
export class RequestScope {
  readonly traceId: string;
  readonly parent: TraceParent | undefined;
  /** Undefined until it waits for the first time. */
  waits: Waits | undefined = undefined;
  /** What went wrong in it, if anything. */
  failure: Failure | undefined = undefined;
  #spanId: string | undefined;

  constructor(parent: TraceParent | undefined) {
    this.parent = parent;
    this.traceId = parent === undefined ? newTraceId() : parent.traceId;
  }

  /** Made when first asked for: most requests call nobody. */
  get spanId(): string {
    this.#spanId ??= newSpanId();
    return this.#spanId;
  }

  /** Its waits, to add to. */
  waiting(): Waits {
    this.waits ??= new Waits();
    return this.waits;
  }

  /** Headers for calls made on behalf of this request. A trace begun here is marked as sampled. */
  headers(): TraceHeaders {
    const sampled = this.parent === undefined || this.parent.sampled;
    const traceparent = `00-${this.traceId}-${this.spanId}-${sampled ? "01" : "00"}`;
    const tracestate = this.parent?.traceState;
    return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
  }
}

/** Headers that continue the current trace in another service. */
export interface TraceHeaders {
  traceparent: string;
  tracestate?: string;
}
