import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { errorMonitor } from "node:events";
import http, { type ClientRequest } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import type { Core } from "../core/core.ts";
import type { Place } from "../core/request-scope.ts";
import type { Span } from "../core/spans.ts";
import type { TraceHeaders } from "../core/trace-context.ts";
import { SDK_NAME } from "../core/version.ts";
import { WAIT, type Waits } from "../core/waits.ts";

/** What undici tells of a request that it is about to send; headers are a list, in older versions one text. */
interface UndiciRequest {
  headers?: unknown;
  method?: unknown;
  origin?: unknown;
  path?: unknown;
  /** The protocol to change to, if that is asked for. */
  upgrade?: unknown;
  addHeader?(name: string, value: string): unknown;
}

const SDK_PACKAGE = SDK_NAME.slice(0, SDK_NAME.lastIndexOf("/") + 1);

type AnsweredRequest = ClientRequest & { readonly res?: { readonly statusCode?: unknown } | null };
type Ask = (...args: never[]) => ClientRequest;

const cores = new Set<Core>();
/** Put the functions back as they were. */
let restores: (() => void)[] = [];

/** Calls by undici that have not ended. */
let undiciCalls = new WeakMap<object, OutgoingCall>();

/**
 * Watches calls made on behalf of a request, by fetch, undici and node:http(s); HTTP/2 by node:http2 is not among them.
 * With `traceOutgoing` they carry `traceparent` and `tracestate`, unless the caller set a `traceparent`. With `recordOutgoing` the
 * request waits for each from the call until the answer's last byte or its failure: a body that is never read to its end counts until
 * the request ends. The SDK's own sends belong to no request.
 * Returns a function that stops it.
 */
export function watchOutgoing(core: Core): () => void {
  cores.add(core);
  if (cores.size === 1) start();
  return () => {
    if (cores.delete(core) && cores.size === 0) stop();
  };
}

function start(): void {
  subscribe("undici:request:create", onUndiciRequest);
  subscribe("undici:request:headers", onUndiciHeaders);
  subscribe("undici:request:trailers", onUndiciEnd);
  subscribe("undici:request:error", onUndiciEnd);
  restores = [http, https].map(wrapModule);
  // For `import { request } from "node:http"`.
  syncBuiltinESMExports();
}

function stop(): void {
  unsubscribe("undici:request:create", onUndiciRequest);
  unsubscribe("undici:request:headers", onUndiciHeaders);
  unsubscribe("undici:request:trailers", onUndiciEnd);
  unsubscribe("undici:request:error", onUndiciEnd);
  undiciCalls = new WeakMap();
  for (const restore of restores) restore();
  restores = [];
  syncBuiltinESMExports();
}

function wrapModule(module: unknown): () => void {
  const target = module as { request: Ask; get: Ask };
  const { request, get } = target;
  const tracedRequest: Ask = function tracedRequest(this: unknown, ...args) {
    return watchedCall(request.apply(this, args));
  };
  // The module's own `get` calls its own `request`, which is not the one above.
  const tracedGet: Ask = function tracedGet(this: unknown, ...args) {
    const call = tracedRequest.apply(this, args);
    call.end();
    return call;
  };
  target.request = tracedRequest;
  target.get = tracedGet;
  return () => {
    // Whoever wrapped them since keeps working; without a scope the wrappers do nothing.
    if (target.request === tracedRequest) target.request = request;
    if (target.get === tracedGet) target.get = get;
  };
}

/** One call, as far as a request waits for it. */
class OutgoingCall {
  readonly #waits: Waits;
  readonly span: Span | undefined;

  /** `to` is `host/path?query`. */
  constructor({ request, span }: Place, method: string, to: string) {
    const now = performance.now();
    this.#waits = request.waiting();
    this.#waits.begin(WAIT.http, now);
    this.span = request.spanning().begin("http", method, to, span, now);
  }

  answered(status: unknown): void {
    if (this.span !== undefined && typeof status === "number") this.span.status = status;
  }

  failed(error: unknown): void {
    if (error !== undefined && error !== null) this.span?.fail(error);
  }

  end(): void {
    const now = performance.now();
    this.#waits.end(WAIT.http, now);
    this.span?.end(now);
  }
}

/** Where the caller is in the request that it works for, in the Vigie that wants to know. */
function currentPlace(what: "traceOutgoing" | "recordOutgoing"): Place | undefined {
  for (const core of cores) {
    const place = core.settings[what] ? core.place() : undefined;
    if (place) return place;
  }
  return undefined;
}

/** Begins a call of the current request; undefined where there is none, or where it has ended. */
function beginCall(method: unknown, to: string): OutgoingCall | undefined {
  const place = currentPlace("recordOutgoing");
  if (place === undefined || place.request.waits?.closed) return undefined;
  return new OutgoingCall(place, typeof method === "string" ? method : "", to);
}

/** The headers that continue the trace: the called service's parent is the call's own span. */
function traceHeaders(call: OutgoingCall | undefined): TraceHeaders | undefined {
  const place = currentPlace("traceOutgoing");
  return place?.request.headers(call?.span?.id ?? place.spanId);
}

function watchedCall(call: ClientRequest): ClientRequest {
  try {
    // The SDK's own, which another Vigie in this process may send while a request of this one is handled.
    if (String(call.getHeader("user-agent")).startsWith(SDK_PACKAGE)) return call;
    const began = beginCall(call.method, `${call.getHeader("host") ?? call.host}${call.path}`);
    setTraceHeaders(call, began);
    if (began === undefined) return call;
    // Not `error` itself: listening to that would hide it from the host.
    call.once(errorMonitor, (error) => began.failed(error));
    // Comes once, after the answer's end or the failure.
    call.once("close", () => {
      began.answered((call as AnsweredRequest).res?.statusCode);
      began.end();
    });
  } catch {
    // The call itself matters more than its header, or how long it takes.
  }
  return call;
}

function setTraceHeaders(call: ClientRequest, began: OutgoingCall | undefined): void {
  // Headers given as a list, or with `expect`, are written when the request is made: too late.
  if (call.headersSent || call.hasHeader("traceparent")) return;
  const headers = traceHeaders(began);
  if (headers === undefined) return;
  call.setHeader("traceparent", headers.traceparent);
  if (headers.tracestate !== undefined) call.setHeader("tracestate", headers.tracestate);
}

function onUndiciRequest(message: unknown): void {
  try {
    const request = (message as { request?: UndiciRequest } | undefined)?.request;
    if (request === undefined) return;
    // A connection that becomes something else has no end of an answer.
    const hasEnd = !request.upgrade && request.method !== "CONNECT";
    const call = hasEnd ? beginCall(request.method, `${request.origin}${request.path}`) : undefined;
    if (call !== undefined) undiciCalls.set(request, call);
    if (hasTraceParent(request.headers)) return;
    const headers = traceHeaders(call);
    if (headers === undefined) return;
    request.addHeader?.("traceparent", headers.traceparent);
    if (headers.tracestate !== undefined) request.addHeader?.("tracestate", headers.tracestate);
  } catch {
    // As above.
  }
}

/** The body of a redirect is not waited for; fetch may leave it behind unread. */
function onUndiciHeaders(message: unknown): void {
  const { request, response } = message as { request?: object; response?: { statusCode?: unknown } };
  const status = response?.statusCode;
  if (request !== undefined) undiciCalls.get(request)?.answered(status);
  if (typeof status === "number" && status >= 300 && status < 400) onUndiciEnd(message);
}

function onUndiciEnd(message: unknown): void {
  const { request, error } = message as { request?: object; error?: unknown };
  const call = request && undiciCalls.get(request);
  if (request === undefined || call === undefined) return;
  undiciCalls.delete(request);
  call.failed(error);
  call.end();
}

function hasTraceParent(headers: unknown): boolean {
  if (typeof headers === "string") return /^traceparent:/im.test(headers);
  return Array.isArray(headers) && headers.some((name, i) => i % 2 === 0 && /^traceparent$/i.test(String(name)));
}
