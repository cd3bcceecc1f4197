import type { IncomingMessage, ServerResponse } from "node:http";
import type { FinishedRequest } from "../core/aggregate.ts";
import { coreOf } from "../core/attach.ts";
import type { Core } from "../core/core.ts";
import { noteFailure } from "../core/errors/failure.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Framework, noteThrown, sendsNoBody, TRACE_HEADER, watchExchange } from "./exchange.ts";

/** What this adapter needs of Hono's context. */
interface HonoContext {
  env: unknown;
  req: { method: string; url: string; routeIndex: number; raw: { headers: Headers } };
  res: Response;
  /** What was thrown, if it is an Error. */
  error?: unknown;
}

interface MatchedRoute {
  method: string;
  path: string;
}

/**
 * Records every request of a Hono app. Add it before everything else, for all paths. On @hono/node-server a response
 * counts until its last byte; elsewhere until it was made.
 *
 * @example
 * app.use(vigieHono(vigie));
 */
export function vigieHono(vigie: Vigie): (c: HonoContext, next: () => Promise<void>) => Promise<void> {
  const core = coreOf(vigie);
  const framework: Framework = {
    counting: "response",
    endpointOf: ({ source, method, url }) => core.endpoints.of(method, templateOf(source as HonoContext), url),
    errorOf: ({ source }) => (source as HonoContext).error,
  };
  return function vigieMiddleware(c, next) {
    const { incoming, outgoing } = (c.env ?? {}) as { incoming?: IncomingMessage; outgoing?: ServerResponse };
    if (incoming === undefined || outgoing === undefined) return recordWithoutNode(core, c, next);
    const exchange = watchExchange(core, framework, incoming, outgoing, c);
    const isOutside = exchange === undefined || core.context === undefined;
    const done = isOutside ? next() : core.context.run(exchange.scope, next);
    // Errors end in `c.error`; what is thrown and is none goes through here.
    done.then(undefined, (error: unknown) => noteThrown(incoming, outgoing, error));
    return done;
  };
}

/** `app.request()` in tests, and servers that are not Node's. */
async function recordWithoutNode(core: Core, c: HonoContext, next: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const rawHeaders = [...c.req.raw.headers].flat();
  const scope = core.begin(rawHeaders);
  await (core.context === undefined ? next() : core.context.run(scope, next));
  core.guard(() => {
    const durationMs = performance.now() - startedAt;
    // Headers of a fetched response cannot be changed; those of its copy can.
    const response = new Response(c.res.body, c.res);
    response.headers.set(TRACE_HEADER, scope.traceId);
    c.res = response;
    const { method } = c.req;
    const { status } = response;
    const { pathname, search } = new URL(c.req.url);
    const request: FinishedRequest = {
      endpoint: core.endpoints.of(method, templateOf(c), pathname),
      status,
      durationMs,
      sentBytes: sendsNoBody(method, status) ? 0 : Number(response.headers.get("content-length")) || 0,
      aborted: false,
      scope,
      url: pathname + search,
      rawHeaders,
    };
    if (scope.failure === undefined && c.error !== undefined) noteFailure(scope, c.error, false);
    core.finish(request, scope.failure);
  });
}

/** The last handler that was reached. Middleware and catch-alls match under a wildcard: no route of its own. */
function templateOf(c: HonoContext): string | undefined {
  const route = matchedRoutes(c)[c.req.routeIndex];
  return route === undefined || (route.method === "ALL" && route.path.endsWith("*")) ? undefined : route.path;
}

/** What `matchedRoutes` of "hono/route" returns, without importing Hono. */
function matchedRoutes(c: HonoContext): readonly MatchedRoute[] {
  return (c.req as { matchedRoutes?: readonly MatchedRoute[] }).matchedRoutes ?? [];
}
