import { type BatchError, LIMITS, type OwnRedaction, redactText } from "@vigie/protocol";
import { type Frame, frameLines, parseFrame } from "./frames.ts";
import { isOwn } from "./places.ts";
import type { SourceMaps } from "./source-maps.ts";
import { causesOf, type Thrown } from "./thrown.ts";

type Sample = NonNullable<BatchError["sample"]>;

/** An occurrence of an error as it was taken down in the request's path: texts alone, nothing of the host's objects. */
export interface RawSample {
  /** `performance.now()`. */
  readonly endedAt: number;
  readonly traceId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** What was thrown and what caused it; empty when only the status is known. */
  readonly thrown: readonly Thrown[];
}

/** What was thrown with all that caused it. */
export function chainOf(error: unknown, thrown: Thrown): Thrown[] {
  return [thrown, ...causesOf(error)];
}

/** About how many characters a sample keeps in memory. */
export function lengthOf({ thrown }: RawSample): number {
  return thrown.reduce((sum, { message, frames }) => sum + message.length + frames.length, 500);
}

/** The own frames of a sample, to be looked up in source maps; those of packages stay as they are. */
export function framesOf({ thrown }: RawSample): Frame[] {
  return thrown.flatMap(({ frames }) => frameLines(frames).flatMap((line) => ownFrame(line) ?? []));
}

/** As it travels: mapped, redacted, and only then cut. `timeOf` gives the corrected time of a reading of `performance.now()`. */
export function toSample(
  raw: RawSample,
  maps: SourceMaps,
  timeOf: (monotonicMs: number) => number,
  own: OwnRedaction | undefined,
): Sample {
  const { traceId, method, route, status, thrown } = raw;
  const [first] = thrown;
  return {
    time: Math.round(timeOf(raw.endedAt)),
    traceId,
    method,
    route,
    status,
    message: cut(storable(redactText(wholeWords(first?.message ?? ""), own)), LIMITS.messageLength),
    stack: cutLines(storable(redactText(stackOf(thrown, maps), own)), LIMITS.stackLength),
  };
}

function stackOf(thrown: readonly Thrown[], maps: SourceMaps): string {
  const lines: string[] = [];
  for (const [depth, { type, message, frames }] of thrown.entries()) {
    if (depth > 0) lines.push(`Caused by: ${type}${message === "" ? "" : `: ${wholeWords(message.slice(0, 1_000))}`}`);
    for (const line of frameLines(frames)) lines.push(mapped(line, maps));
  }
  return lines.join("\n");
}

function mapped(line: string, maps: SourceMaps): string {
  const frame = ownFrame(line);
  if (frame === undefined) return line;
  const origin = maps.origin(frame);
  if (origin === frame) return line;
  const name = /^\s*at ((?:async )?(?:new )?[^(]*?) \(/.exec(line)?.[1];
  const position = `${origin.file}:${origin.line}:${origin.column}`;
  return name === undefined ? `    at ${position}` : `    at ${name} (${position})`;
}

function ownFrame(line: string): Frame | undefined {
  const frame = parseFrame(line);
  return frame !== undefined && isOwn(frame.file) ? frame : undefined;
}

/** Half a word at the end of what was cut could be half a secret, which nobody would know as one. */
function wholeWords(text: string): string {
  if (text.length < 1_000) return text;
  const at = text.search(/\s\S{0,300}$/);
  return at === -1 ? text : text.slice(0, at);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function cutLines(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.lastIndexOf("\n", length);
  return text.slice(0, end === -1 ? length : end);
}

/** Postgres stores no NUL character. */
export function storable(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
}
