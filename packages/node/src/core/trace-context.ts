import { randomFillSync } from "node:crypto";

/** What a caller's valid `traceparent` said, and its `tracestate`. */
export class TraceParent {
  readonly traceId: string;
  /** The caller's span. */
  readonly spanId: string;
  /** Of trace-flags those that are passed on, SAMPLED and RANDOM. */
  readonly flags: number;
  readonly #state: string | undefined;
  #passed: string | undefined;

  /** `state` is the value of `tracestate` as it came. */
  constructor(traceId: string, spanId: string, flags: number, state: string | undefined) {
    this.traceId = traceId;
    this.spanId = spanId;
    this.flags = flags;
    this.#state = state;
  }

  /** What is passed on of `tracestate`, if anything; read when first asked for, as most requests call nobody. */
  get traceState(): string | undefined {
    if (this.#state === undefined) return undefined;
    this.#passed ??= parseTraceState(this.#state) ?? "";
    return this.#passed === "" ? undefined : this.#passed;
  }
}

/** The caller may have recorded the trace. */
export const SAMPLED = 1;
/** Level 2: at least the last seven bytes of the trace id are random. */
export const RANDOM = 2;

const TRACEPARENT = /^[ \t]*([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?[ \t]*$/;
const STATE_KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const STATE_VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const ZERO_TRACE = "0".repeat(32);
const ZERO_SPAN = "0".repeat(16);
const MOST_MEMBERS = 32;
/** What is passed on of `tracestate`, characters; at least 512 should be. More could cost a call its place at the next server. */
const LONGEST_STATE = 2_048;
/** Members longer than this go first. */
const LONG_MEMBER = 128;

/**
 * Strict reading of the W3C header (https://www.w3.org/TR/trace-context-2/#traceparent-header); undefined when invalid.
 * Version 00 has nothing after the flags; a later version may, after a dash; ff is never valid. Flags that nobody knows go.
 */
export function parseTraceParent(header: string): { traceId: string; spanId: string; flags: number } | undefined {
  const parts = TRACEPARENT.exec(header);
  if (!parts) return undefined;
  const [, version, traceId = ZERO_TRACE, spanId = ZERO_SPAN, flags = "00", rest] = parts;
  if (version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (traceId === ZERO_TRACE || spanId === ZERO_SPAN) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & (SAMPLED | RANDOM) };
}

/**
 * A `tracestate` as it may be passed on, or undefined when any of it is invalid: at most 32 members, in their order; of members with
 * the same key the first is kept, empty members and the white space around members go. Of one that is too long whole members go:
 * long ones first, then others, each from the end.
 */
export function parseTraceState(header: string): string | undefined {
  const seen = new Set<string>();
  const members: string[] = [];
  for (const piece of header.split(",")) {
    const member = piece.replace(/^[ \t]+/, "").replace(/[ \t]+$/, "");
    if (member === "") continue;
    const equals = member.indexOf("=");
    const key = member.slice(0, Math.max(0, equals));
    if (!STATE_KEY.test(key) || !STATE_VALUE.test(member.slice(equals + 1))) return undefined;
    if (seen.has(key)) continue;
    seen.add(key);
    members.push(member);
    if (members.length > MOST_MEMBERS) return undefined;
  }
  return members.length === 0 ? undefined : withinLength(members).join(",");
}

function withinLength(members: string[]): string[] {
  let length = members.reduce((sum, member) => sum + member.length + 1, -1);
  for (const longest of [LONG_MEMBER, 0]) {
    for (let at = members.length - 1; at >= 0 && length > LONGEST_STATE; at--) {
      if ((members[at] as string).length <= longest) continue;
      length -= (members[at] as string).length + 1;
      members.splice(at, 1);
    }
  }
  return members;
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
  return valid && new TraceParent(valid.traceId, valid.spanId, valid.flags, state);
}

const SPAN_LENGTH = 16;
const TRACE_LENGTH = 32;
const pool = Buffer.allocUnsafe(4_096);
let digits = "";
let next = 0;

/** Random hex digits from a pool: about 30 ns. */
function takeDigits(length: number): string {
  if (next + length > digits.length) {
    digits = randomFillSync(pool).toString("hex");
    next = 0;
  }
  next += length;
  return digits.slice(next - length, next);
}

/** A new trace id, 32 hex digits, all random: samplers elsewhere decide by any part of it. */
export function newTraceId(): string {
  const id = takeDigits(TRACE_LENGTH);
  return id === ZERO_TRACE ? newTraceId() : id;
}

/** A new span id, 16 hex digits. */
export function newSpanId(): string {
  const id = takeDigits(SPAN_LENGTH);
  return id === ZERO_SPAN ? newSpanId() : id;
}

/** Headers that continue the current trace in another service. */
export interface TraceHeaders {
  traceparent: string;
  tracestate?: string;
}
