import { subscribe, unsubscribe } from "node:diagnostics_channel";
import http, { type ClientRequest } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import type { Core } from "../core/core.ts";

/** What undici tells of a request that it is about to send; headers are a list, in older versions one text. */
interface UndiciRequest {
  headers?: unknown;
  addHeader?(name: string, value: string): unknown;
}

type Ask = (...args: never[]) => ClientRequest;

const cores = new Set<Core>();
/** Put the functions back as they were. */
let restores: (() => void)[] = [];

/**
 * Sends `traceparent` and `tracestate` with calls made on behalf of a request, by fetch, undici and node:http(s),
 * unless the caller set a `traceparent`. The SDK's own sends belong to no request and never carry any.
 * Returns a function that stops it.
 */
export function traceOutgoing(core: Core): () => void {
  cores.add(core);
  if (cores.size === 1) start();
  return () => {
    if (cores.delete(core) && cores.size === 0) stop();
  };
}

function start(): void {
  subscribe("undici:request:create", onUndiciRequest);
  restores = [http, https].map(wrapModule);
  // For `import { request } from "node:http"`.
  syncBuiltinESMExports();
}

function stop(): void {
  unsubscribe("undici:request:create", onUndiciRequest);
  for (const restore of restores) restore();
  restores = [];
  syncBuiltinESMExports();
}

function wrapModule(module: unknown): () => void {
  const target = module as { request: Ask; get: Ask };
  const { request, get } = target;
  const tracedRequest: Ask = function tracedRequest(this: unknown, ...args) {
    return traced(request.apply(this, args));
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

function currentHeaders() {
  for (const core of cores) {
    const scope = core.scope();
    if (scope) return scope.headers();
  }
  return undefined;
}

function traced(call: ClientRequest): ClientRequest {
  try {
    const headers = currentHeaders();
    // Headers given as a list, or with `expect`, are written when the request is made: too late.
    if (headers === undefined || call.headersSent || call.hasHeader("traceparent")) return call;
    call.setHeader("traceparent", headers.traceparent);
    if (headers.tracestate !== undefined) call.setHeader("tracestate", headers.tracestate);
  } catch {
    // The call itself matters more than its header.
  }
  return call;
}

function onUndiciRequest(message: unknown): void {
  try {
    const headers = currentHeaders();
    const request = (message as { request?: UndiciRequest } | undefined)?.request;
    if (headers === undefined || request === undefined || hasTraceParent(request.headers)) return;
    request.addHeader?.("traceparent", headers.traceparent);
    if (headers.tracestate !== undefined) request.addHeader?.("tracestate", headers.tracestate);
  } catch {
    // As above.
  }
}

function hasTraceParent(headers: unknown): boolean {
  if (typeof headers === "string") return /^traceparent:/im.test(headers);
  return Array.isArray(headers) && headers.some((name, i) => i % 2 === 0 && /^traceparent$/i.test(String(name)));
}
