import type { IncomingMessage, ServerResponse } from "node:http";
import type { Core } from "../core/core.ts";
import type { Endpoint } from "../core/endpoints.ts";
import type { RequestScope } from "../core/trace-context.ts";
import { keepBodyInScope } from "./body-scope.ts";

export const TRACE_HEADER = "X-Trace-ID";

/** Where a response carries its exchange: a property costs less than a WeakMap. */
const EXCHANGE = Symbol("vigie");

type Watched = ServerResponse & { [EXCHANGE]?: Exchange };
/** What only the adapter understands: Express's request, Koa's and Hono's context. */
type EndpointOf = (exchange: Exchange) => Endpoint;

/** One request and its response, from its beginning to the last byte or the client's going away. */
export class Exchange {
  readonly core: Core;
  readonly scope: RequestScope;
  readonly method: string;
  readonly url: string;
  readonly source: unknown;
  readonly endpointOf: EndpointOf;
  readonly startedAt = performance.now();
  sentBytes = 0;
  write!: ServerResponse["write"];
  end!: ServerResponse["end"];

  constructor(core: Core, req: IncomingMessage, url: string, source: unknown, endpointOf: EndpointOf) {
    this.core = core;
    this.scope = core.begin(req.rawHeaders);
    this.method = req.method ?? "GET";
    this.url = url;
    this.source = source;
    this.endpointOf = endpointOf;
  }
}

/**
 * Starts watching a request: sets `X-Trace-ID`, counts what is sent, and records it when the response closes.
 * Returns its scope, or undefined when it is watched already (the adapter was added twice).
 */
export function watchExchange(
  core: Core,
  req: IncomingMessage,
  res: ServerResponse,
  source: unknown,
  endpointOf: EndpointOf,
): RequestScope | undefined {
  return core.guard(() => {
    const response: Watched = res;
    if (response[EXCHANGE] !== undefined) return undefined;
    const url = (req as { originalUrl?: string }).originalUrl ?? req.url ?? "/";
    const exchange = new Exchange(core, req, url, source, endpointOf);
    response[EXCHANGE] = exchange;
    exchange.write = res.write;
    exchange.end = res.end;
    res.write = countedWrite as ServerResponse["write"];
    res.end = countedEnd as ServerResponse["end"];
    // One listener: a response closes after its last byte, and when its connection is lost.
    res.on("close", onClose);
    if (!res.headersSent) res.setHeader(TRACE_HEADER, exchange.scope.traceId);
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

/** Bytes of what is handed to `write` or `end`. */
export function chunkBytes(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === "string") {
    return Buffer.byteLength(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}

function countedWrite(this: Watched, chunk: unknown, encoding?: unknown, done?: unknown): boolean {
  const exchange = this[EXCHANGE] as Exchange;
  if (!this.writableEnded) exchange.sentBytes += chunkBytes(chunk, encoding);
  return exchange.write.call(this, chunk, encoding as BufferEncoding, done as () => void);
}

function countedEnd(this: Watched, chunk?: unknown, encoding?: unknown, done?: unknown): ServerResponse {
  const exchange = this[EXCHANGE] as Exchange;
  // Over HTTP/2 `end` hands its chunk to `write`.
  if (!this.writableEnded && this.req.httpVersionMajor < 2) exchange.sentBytes += chunkBytes(chunk, encoding);
  return exchange.end.call(this, chunk, encoding as BufferEncoding, done as () => void);
}

function onClose(this: Watched): void {
  const exchange = this[EXCHANGE] as Exchange;
  exchange.core.guard(() => {
    const durationMs = performance.now() - exchange.startedAt;
    const aborted = !this.writableFinished;
    const status = aborted && !this.headersSent ? 499 : this.statusCode;
    exchange.core.finish({
      endpoint: exchange.endpointOf(exchange),
      status,
      durationMs,
      sentBytes: sendsNoBody(exchange.method, status) ? 0 : exchange.sentBytes,
      aborted,
      traceId: exchange.scope.traceId,
    });
  });
}
