import type { IncomingMessage, ServerResponse } from "node:http";
import type { Core } from "../core/core.ts";
import type { Endpoint } from "../core/endpoints.ts";
import type { RequestScope } from "../core/trace-context.ts";
import { keepBodyInScope } from "./body-scope.ts";

export const TRACE_HEADER = "X-Trace-ID";

/** Where a response carries its exchange: a property costs less than a WeakMap. */
const EXCHANGE = Symbol("vigie");

type Watched = ServerResponse & { [EXCHANGE]?: Exchange };
type Send<T> = (this: ServerResponse, chunk: unknown, encoding: unknown, done: unknown) => T;

/** What is particular to a framework: one object for each adapter in an app. */
export interface Framework {
  /** Asked when the response has closed; `source` is what the adapter gave to `watchExchange`. */
  endpointOf(exchange: Exchange): Endpoint;
  /**
   * Where `write` and `end` are wrapped to count bytes. `prototype`: once, on the one that the framework gives its
   * responses; Express gives each response another prototype, after which a property of its own costs about 10 µs a
   * request. `writes`: on each response, `write` alone, with `wholeBodyBytes` for what goes to `end`.
   */
  readonly counting: "response" | "prototype" | "writes";
  /** Bytes of a body that was not written in pieces. */
  wholeBodyBytes?(exchange: Exchange): number;
  /** The adapter sets `X-Trace-ID` itself. */
  readonly setsHeader?: boolean;
}

/** One request and its response, from its beginning to the last byte or the client's going away. */
export class Exchange {
  readonly core: Core;
  readonly framework: Framework;
  readonly source: unknown;
  readonly scope: RequestScope;
  readonly method: string;
  readonly url: string;
  readonly startedAt = performance.now();
  sentBytes = 0;

  constructor(core: Core, framework: Framework, req: IncomingMessage, source: unknown) {
    this.core = core;
    this.framework = framework;
    this.source = source;
    this.scope = core.begin(req.rawHeaders);
    this.method = req.method ?? "GET";
    this.url = (req as { originalUrl?: string }).originalUrl ?? req.url ?? "/";
  }
}

/**
 * Starts watching a request: sets `X-Trace-ID`, counts what is sent, and records it when the response closes.
 * Returns its scope, or undefined when it is watched already (the adapter was added twice).
 */
export function watchExchange(
  core: Core,
  framework: Framework,
  req: IncomingMessage,
  res: ServerResponse,
  source: unknown,
): RequestScope | undefined {
  return core.guard(() => {
    const response: Watched = res;
    if (response[EXCHANGE] !== undefined) return undefined;
    const exchange = new Exchange(core, framework, req, source);
    response[EXCHANGE] = exchange;
    count(res, framework.counting);
    // One listener: a response closes after its last byte, and when its connection is lost.
    res.on("close", onClose);
    if (!framework.setsHeader && !res.headersSent) res.setHeader(TRACE_HEADER, exchange.scope.traceId);
    if (core.context !== undefined) keepBodyInScope(core.context, req, exchange.scope);
    return exchange.scope;
  });
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

function count(res: ServerResponse, where: Framework["counting"]): void {
  if (where === "prototype") countOnPrototype(res);
  // Somebody else's wrapper is kept by a wrapper of its own; the shared ones call the prototype's.
  else if (Object.hasOwn(res, "write") || Object.hasOwn(res, "end")) wrap(res);
  else {
    res.write = countedWrite as ServerResponse["write"];
    if (where === "response") res.end = countedEnd as ServerResponse["end"];
  }
}

function countOnPrototype(res: ServerResponse): void {
  const prototype: ServerResponse = Object.getPrototypeOf(res);
  if (countingPrototypes.has(prototype)) return;
  // A mounted app's prototype inherits from its parent's, which may count already.
  for (let above: object | null = prototype; above !== null; above = Object.getPrototypeOf(above)) {
    if (countingPrototypes.has(above)) return;
  }
  countingPrototypes.add(prototype);
  wrap(prototype);
}

function wrap(target: ServerResponse): void {
  const { write, end } = target as { write: Send<boolean>; end: Send<ServerResponse> };
  target.write = function wrappedWrite(this: Watched, chunk: unknown, encoding?: unknown, done?: unknown) {
    add(this, chunk, encoding);
    return write.call(this, chunk, encoding, done);
  } as ServerResponse["write"];
  target.end = function wrappedEnd(this: Watched, chunk?: unknown, encoding?: unknown, done?: unknown) {
    if (endsItself(this)) add(this, chunk, encoding);
    return end.call(this, chunk, encoding, done);
  } as ServerResponse["end"];
}

function countedWrite(this: Watched, chunk: unknown, encoding?: unknown, done?: unknown): boolean {
  add(this, chunk, encoding);
  return (Object.getPrototypeOf(this) as { write: Send<boolean> }).write.call(this, chunk, encoding, done);
}

function countedEnd(this: Watched, chunk?: unknown, encoding?: unknown, done?: unknown): ServerResponse {
  if (endsItself(this)) add(this, chunk, encoding);
  return (Object.getPrototypeOf(this) as { end: Send<ServerResponse> }).end.call(this, chunk, encoding, done);
}

/** Over HTTP/2 `end` hands its chunk to `write`. */
function endsItself(response: ServerResponse): boolean {
  return response.req.httpVersionMajor < 2;
}

function add(response: Watched, chunk: unknown, encoding: unknown): void {
  const exchange = response[EXCHANGE];
  if (exchange === undefined || response.writableEnded) return;
  if (typeof chunk === "string") {
    exchange.sentBytes += Buffer.byteLength(
      chunk,
      typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8",
    );
  } else if (chunk instanceof Uint8Array) exchange.sentBytes += chunk.byteLength;
}

function onClose(this: Watched): void {
  const exchange = this[EXCHANGE] as Exchange;
  const { core, framework } = exchange;
  core.guard(() => {
    const durationMs = performance.now() - exchange.startedAt;
    const aborted = !this.writableFinished;
    const status = aborted && !this.headersSent ? 499 : this.statusCode;
    const counted = exchange.sentBytes;
    const sentBytes = counted === 0 && !aborted ? (framework.wholeBodyBytes?.(exchange) ?? 0) : counted;
    core.finish({
      endpoint: framework.endpointOf(exchange),
      status,
      durationMs,
      sentBytes: sendsNoBody(exchange.method, status) ? 0 : sentBytes,
      aborted,
      traceId: exchange.scope.traceId,
    });
  });
}
