import type { IncomingMessage, ServerResponse } from "node:http";
import type { FinishedRequest } from "../core/aggregate.ts";
import type { Core } from "../core/core.ts";
import type { Endpoint } from "../core/endpoints.ts";
import { type Failure, noteFailure } from "../core/errors/failure.ts";
import type { RequestScope } from "../core/request-scope.ts";
import { keepBodyInScope } from "./body-scope.ts";
import { type Pending, pendingOf, watchEnd } from "./ending.ts";

export const TRACE_HEADER = "X-Trace-ID";

/** On responses that are sent in pieces: bytes of the body so far. */
const SENT_BYTES = Symbol("vigie sent bytes");

type Counted = ServerResponse & {
  [SENT_BYTES]?: number;
  /** Node's own: length of a body that was given to `end` as a whole, before the headers were sent; else null. */
  _contentLength?: unknown;
};
type Send<T> = (this: ServerResponse, chunk: unknown, encoding: unknown, done: unknown) => T;

/** What is particular to a framework: one object for each adapter in an app. */
export interface Framework {
  /** Asked when the response has ended; `source` is what the adapter gave to `watchExchange`. */
  endpointOf(exchange: Exchange): Endpoint;
  /**
   * Where `write` is wrapped to count bytes. `prototype`: once, on the one that the framework gives its responses;
   * Express gives each response another prototype, after which properties of its own cost microseconds.
   */
  readonly counting: "response" | "prototype";
  /** Default: the response's header of that name. */
  contentLength?(exchange: Exchange): unknown;
  /** Where the framework keeps what was thrown, for those that do; asked when the response has ended. */
  errorOf?(exchange: Exchange): unknown;
  /** The adapter sets `X-Trace-ID` itself. */
  readonly setsHeader?: boolean;
}

/** One request and its response, from its beginning to the last byte or the client's going away. */
export class Exchange implements Pending {
  readonly core: Core;
  readonly framework: Framework;
  readonly source: unknown;
  readonly scope: RequestScope;
  readonly method: string;
  readonly url: string;
  readonly startedAt = performance.now();
  response: ServerResponse | undefined = undefined;
  before: Pending | undefined = undefined;

  constructor(core: Core, framework: Framework, req: IncomingMessage, source: unknown) {
    this.core = core;
    this.framework = framework;
    this.source = source;
    this.scope = core.begin(req.rawHeaders);
    this.method = req.method ?? "GET";
    this.url = (req as { originalUrl?: string }).originalUrl ?? req.url ?? "/";
  }

  ended(response: ServerResponse, isAborted: boolean): void {
    // Not by `guard`, whose closure would be made for each request.
    try {
      record(this, response, isAborted);
    } catch (error) {
      this.core.fault(error);
    }
  }
}

/**
 * Starts watching a request: sets `X-Trace-ID`, counts what is sent, and records it when the response has ended.
 * Returns it, or undefined when it is watched already: the adapter was added twice.
 */
export function watchExchange(
  core: Core,
  framework: Framework,
  req: IncomingMessage,
  res: ServerResponse,
  source: unknown,
): Exchange | undefined {
  try {
    if (pendingOf(req, res) !== undefined) return undefined;
    const exchange = new Exchange(core, framework, req, source);
    if (!framework.setsHeader) res.setHeader(TRACE_HEADER, exchange.scope.traceId);
    if (framework.counting === "prototype") countOnPrototype(res);
    else countOn(res);
    watchEnd(exchange, req, res);
    if (core.context !== undefined) keepBodyInScope(core.context, req, exchange.scope);
    return exchange;
  } catch (error) {
    core.fault(error);
    return undefined;
  }
}

/**
 * Remembers what was thrown while a request was handled. Never throws, and leaves alone what was thrown. What comes after the client
 * left is mostly about that: writing to nobody, or a call that was given up.
 */
export function noteThrown(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  try {
    if (res.destroyed || req.socket?.destroyed) return;
    const pending = pendingOf(req, res);
    if (pending instanceof Exchange) noteFailure(pending.scope, error, false);
  } catch {
    // Without it the request counts by its status.
  }
}

/** Keeps the header through a framework that clears all headers before it answers an error. */
export function keepTraceHeader(res: ServerResponse): void {
  const removeHeader = res.removeHeader;
  res.removeHeader = function removeOtherHeader(this: ServerResponse, name) {
    if (String(name).toLowerCase() !== "x-trace-id") removeHeader.call(this, name);
  };
}

/** Whether a request of this method is answered without a body, or has this status. */
export function sendsNoBody(method: string, status: number): boolean {
  return method === "HEAD" || status === 204 || status === 304 || status < 200;
}

const countingPrototypes = new WeakSet<object>();

function countOnPrototype(res: ServerResponse): void {
  const prototype: ServerResponse = Object.getPrototypeOf(res);
  if (countingPrototypes.has(prototype)) return;
  // A mounted app's prototype inherits from its parent's, which may count already.
  for (let above: object | null = prototype; above !== null; above = Object.getPrototypeOf(above)) {
    if (countingPrototypes.has(above)) return;
  }
  countingPrototypes.add(prototype);
  wrapWrite(prototype);
}

function countOn(res: ServerResponse): void {
  // Somebody else's wrapper is kept by a wrapper of its own; the shared one calls the prototype's.
  if (Object.hasOwn(res, "write")) wrapWrite(res);
  else res.write = countedWrite as ServerResponse["write"];
}

function wrapWrite(target: ServerResponse): void {
  const { write } = target as { write: Send<boolean> };
  target.write = function wrappedWrite(this: ServerResponse, chunk: unknown, encoding?: unknown, done?: unknown) {
    add(this, chunk, encoding);
    return write.call(this, chunk, encoding, done);
  } as ServerResponse["write"];
}

function countedWrite(this: ServerResponse, chunk: unknown, encoding?: unknown, done?: unknown): boolean {
  add(this, chunk, encoding);
  return (Object.getPrototypeOf(this) as { write: Send<boolean> }).write.call(this, chunk, encoding, done);
}

function add(response: Counted, chunk: unknown, encoding: unknown): void {
  if (response.writableEnded) return;
  const before = response[SENT_BYTES];
  response[SENT_BYTES] = (before ?? 0) + chunkBytes(chunk, encoding);
  if (before === undefined) countEnd(response);
}

/** What was begun with `write` may end with a last piece; most responses are never written to, and are left alone. */
function countEnd(response: Counted): void {
  // Over HTTP/2 `end` hands its piece to `write`.
  if (response.req.httpVersionMajor > 1) return;
  const { end } = response as unknown as { end: Send<ServerResponse> };
  response.end = function countedEnd(this: Counted, chunk?: unknown, encoding?: unknown, done?: unknown) {
    if (!this.writableEnded) this[SENT_BYTES] = (this[SENT_BYTES] ?? 0) + chunkBytes(chunk, encoding);
    return end.call(this, chunk, encoding, done);
  } as ServerResponse["end"];
}

function chunkBytes(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === "string") {
    return Buffer.byteLength(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}

function record(exchange: Exchange, response: Counted, aborted: boolean): void {
  const { core, framework, method } = exchange;
  const endedAt = performance.now();
  const durationMs = endedAt - exchange.startedAt;
  const status = aborted && !response.headersSent ? 499 : response.statusCode;
  const request: FinishedRequest = {
    endpoint: framework.endpointOf(exchange),
    status,
    durationMs,
    sentBytes: sendsNoBody(method, status) ? 0 : sentBytes(exchange, response, aborted),
    aborted,
    scope: exchange.scope,
    url: exchange.url,
    rawHeaders: response.req.rawHeaders,
  };
  core.finish(request, failureOf(exchange, response, status, aborted), endedAt);
}

function failureOf(exchange: Exchange, response: Counted, status: number, aborted: boolean): Failure | undefined {
  const { framework, scope } = exchange;
  if (scope.failure !== undefined || (status < 400 && !aborted)) return scope.failure;
  const error = framework.errorOf?.(exchange) ?? (aborted ? brokeOffBy(response) : undefined);
  return error === undefined || error === null ? undefined : { error, handled: false };
}

/** What says only that the other side went away. */
const HANG_UPS = new Set(["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED", "ABORT_ERR"]);

/** What the host destroyed the response with, as streams do when their source fails after the headers were sent. */
function brokeOffBy({ errored }: Counted): unknown {
  return HANG_UPS.has(String((errored as NodeJS.ErrnoException | null)?.code)) ? undefined : errored;
}

function sentBytes(exchange: Exchange, response: Counted, aborted: boolean): number {
  const whole = response._contentLength;
  if (typeof whole === "number") return whole;
  const written = response[SENT_BYTES];
  if (written !== undefined || aborted) return written ?? 0;
  const { framework } = exchange;
  const length = framework.contentLength ? framework.contentLength(exchange) : response.getHeader("content-length");
  const bytes = Number(length);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0;
}
