import {
  type BatchRequest,
  type BatchSpan,
  LIMITS,
  type OwnRedaction,
  redactAttributes,
  redactWithin,
} from "@vigie/protocol";
import type { FinishedRequest } from "./aggregate.ts";
import type { Endpoint } from "./endpoints.ts";
import { readThrown } from "./errors/thrown.ts";
import { redactHeaders, redactUrl } from "./kept-headers.ts";
import { callName, commandName, statementName } from "./span-names.ts";
import type { Span, Spans, SqlSource } from "./spans.ts";
import type { Statement } from "./statements.ts";
import type { PerWait } from "./waits.ts";

/** A request that is kept whole, and why. */
export interface Kept {
  readonly request: FinishedRequest;
  /** Where it is counted, which past the endpoint limit is not its own endpoint. */
  readonly endpoint: Endpoint;
  readonly endedAt: number;
  /** Fingerprint of what it failed with. */
  readonly error: string | undefined;
  readonly why: BatchRequest["kept"];
}

/** What is needed to tell of it. */
export interface Telling {
  /** The corrected time of a reading of `performance.now()`. */
  timeOf(monotonicMs: number): number;
  /** The statement of an SQL text. */
  statementOf(sql: string): Statement;
  /** Told of each statement that a span names. */
  mention(statement: Statement): void;
  /** Told of what cannot be told. */
  fault(error: unknown): void;
  readonly redact: OwnRedaction | undefined;
}

/** As it travels: everything in it redacted, and within its limits. Not for the request's path. */
export function toWire({ request, endpoint, endedAt, error, why }: Kept, telling: Telling): BatchRequest {
  const { scope } = request;
  const startedAt = endedAt - request.durationMs;
  const waitMs: PerWait = scope.waits === undefined ? [0, 0, 0, 0] : [...scope.waits.ms];
  const kept: BatchRequest = {
    time: Math.round(telling.timeOf(startedAt)),
    method: endpoint.method,
    route: endpoint.route,
    status: request.status,
    durationMs: request.durationMs,
    sentBytes: request.sentBytes,
    aborted: request.aborted,
    traceId: scope.traceId,
    kept: why,
    waitMs,
    spanId: scope.spanId,
    url: redactUrl(request.url, endpoint.route, telling.redact),
    headers: redactHeaders(request.rawHeaders, telling.redact),
    spans: inOrder(scope.spans).map((span) => spanToWire(span, scope.spanId, startedAt, endedAt, telling)),
    spansLeftOut: scope.spans?.leftOut ?? 0,
  };
  if (error !== undefined) kept.error = error;
  if (scope.parent !== undefined) kept.parentSpanId = scope.parent.spanId;
  if (scope.attributes !== undefined) {
    kept.attributes = redactAttributes(Object.fromEntries(scope.attributes), telling.redact);
  }
  return kept;
}

/** As they began: one that waited a moment for its connection stands where it was asked for. */
function inOrder(spans: Spans | undefined): Span[] {
  return [...(spans?.list ?? [])].sort((a, b) => a.startedAt - b.startedAt);
}

function spanToWire(span: Span, root: string, startedAt: number, endedAt: number, telling: Telling): BatchSpan {
  // One that outlived its request, or does so still: NaN is less than nothing.
  const isOpen = !(span.endedAt <= endedAt);
  const statement = span.kind === "sql" ? statementOf(span, telling) : undefined;
  const wire: BatchSpan = {
    id: span.id,
    parent: span.parent?.id ?? root,
    kind: span.kind,
    name: redactWithin(nameOf(span, statement), LIMITS.labelLength, telling.redact),
    startMs: rounded(span.startedAt - startedAt),
    durationMs: rounded((isOpen ? endedAt : span.endedAt) - span.startedAt),
  };
  if (statement !== undefined) {
    wire.statement = statement.fingerprint;
    telling.mention(statement);
  }
  if (span.failure !== undefined) wire.error = errorText(span.failure, telling.redact);
  const attributes: NonNullable<BatchSpan["attributes"]> = {};
  if (span.status > 0) attributes["http.response.status_code"] = span.status;
  if (isOpen) attributes["vigie.unfinished"] = true;
  if (span.status > 0 || isOpen) wire.attributes = attributes;
  return wire;
}

function nameOf({ kind, name, subject }: Span, statement: Statement | undefined): string {
  switch (kind) {
    case "sql":
      return statement === undefined ? "SQL" : statementName(statement.text);
    case "pool":
      return "connection";
    case "cache":
      return commandName(name, typeof subject === "string" ? subject : undefined);
    case "http":
      return callName(name, typeof subject === "string" ? subject : "");
    case "own":
      return String(name);
    default:
      return kind satisfies never;
  }
}

/** Of a query that did not end, what it says itself. */
function statementOf({ subject }: Span, telling: Telling): Statement | undefined {
  if (subject === undefined || typeof subject === "string") return undefined;
  if ("fingerprint" in subject) return subject;
  const { text, string } = subject as SqlSource;
  const sql = text ?? string;
  return typeof sql === "string" ? telling.statementOf(sql) : undefined;
}

function errorText(failure: unknown, redact: OwnRedaction | undefined): string {
  const { type, message } = readThrown(failure);
  return redactWithin(message === "" ? type : `${type}: ${message}`, LIMITS.labelLength, redact);
}

/** Whole microseconds, which is what the clock is good for; nothing begins before its request. */
function rounded(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000) / 1_000);
}
