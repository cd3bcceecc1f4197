import { subscribe, unsubscribe } from "node:diagnostics_channel";
import http, { type ClientRequest } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import type { Core } from "../core/core.ts";
import type { RequestScope } from "../core/trace-context.ts";
import { SDK_NAME } from "../core/version.ts";
import { WAIT, type Waits } from "../core/waits.ts";

/** What undici tells of a request that it is about to send; headers are a list, in older versions one text. */
interface UndiciRequest {
  headers?: unknown;
  method?: unknown;
  /** The protocol to change to, if that is asked for. */
  upgrade?: unknown;
  addHeader?(name: string, value: string): unknown;
}

const SDK_PACKAGE = SDK_NAME.slice(0, SDK_NAME.lastIndexOf("/") + 1);

type Ask = (...args: never[]) => ClientRequest;

const cores = new Set<Core>();
/** Put the functions back as they were. */
let restores: (() => void)[] = [];

/** Calls by undici that have not ended, with who waits for them. */
let undiciCalls = new WeakMap<object, Waits>();

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

/** The request that the caller works for, in the Vigie that wants to know. */
function currentScope(what: "traceOutgoing" | "recordOutgoing"): RequestScope | undefined {
  for (const core of cores) {
    const scope = core.settings[what] ? core.scope() : undefined;
    if (scope) return scope;
  }
  return undefined;
}

function watchedCall(call: ClientRequest): ClientRequest {
  try {
    // The SDK's own, which another Vigie in this process may send while a request of this one is handled.
    if (String(call.getHeader("user-agent")).startsWith(SDK_PACKAGE)) return call;
    setTraceHeaders(call);
    const waits = currentScope("recordOutgoing")?.waiting();
    if (waits === undefined || waits.closed) return call;
    waits.begin(WAIT.http);
    // Comes once, after the answer's end or the failure. Listening to `error` would hide it from the host.
    call.once("close", () => waits.end(WAIT.http));
  } catch {
    // The call itself matters more than its header, or how long it takes.
  }
  return call;
}

function setTraceHeaders(call: ClientRequest): void {
  const headers = currentScope("traceOutgoing")?.headers();
  // Headers given as a list, or with `expect`, are written when the request is made: too late.
  if (headers === undefined || call.headersSent || call.hasHeader("traceparent")) return;
  call.setHeader("traceparent", headers.traceparent);
  if (headers.tracestate !== undefined) call.setHeader("tracestate", headers.tracestate);
}

function onUndiciRequest(message: unknown): void {
  try {
    const request = (message as { request?: UndiciRequest } | undefined)?.request;
    if (request === undefined) return;
    const headers = currentScope("traceOutgoing")?.headers();
    if (headers !== undefined && !hasTraceParent(request.headers)) {
      request.addHeader?.("traceparent", headers.traceparent);
      if (headers.tracestate !== undefined) request.addHeader?.("tracestate", headers.tracestate);
    }
    // A connection that becomes something else has no end of an answer.
    if (request.upgrade || request.method === "CONNECT") return;
    const waits = currentScope("recordOutgoing")?.waiting();
    if (waits === undefined || waits.closed) return;
    waits.begin(WAIT.http);
    undiciCalls.set(request, waits);
  } catch {
    // As above.
  }
}

/** The body of a redirect is not waited for; fetch may leave it behind unread. */
function onUndiciHeaders(message: unknown): void {
  const status = (message as { response?: { statusCode?: unknown } } | undefined)?.response?.statusCode;
  if (typeof status === "number" && status >= 300 && status < 400) onUndiciEnd(message);
}

function onUndiciEnd(message: unknown): void {
  const request = (message as { request?: object } | undefined)?.request;
  if (request === undefined) return;
  undiciCalls.get(request)?.end(WAIT.http);
  undiciCalls.delete(request);
}

function hasTraceParent(headers: unknown): boolean {
  if (typeof headers === "string") return /^traceparent:/im.test(headers);
  return Array.isArray(headers) && headers.some((name, i) => i % 2 === 0 && /^traceparent$/i.test(String(name)));
}
