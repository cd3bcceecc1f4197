import type { IncomingMessage, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Core } from "../core/core.ts";
import type { Endpoint } from "../core/endpoints.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Exchange, keepTraceHeader, watchExchange } from "./exchange.ts";

/** What this adapter needs of Koa's context; `_matchedRoute` is set by @koa/router, with all prefixes. */
interface KoaContext {
  req: IncomingMessage;
  res: ServerResponse;
}

/**
 * Records every request of a Koa app. Add it before everything else.
 *
 * @example
 * app.use(vigieKoa(vigie));
 */
export function vigieKoa(vigie: Vigie): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<unknown> {
  const core = coreOf(vigie);
  const endpointOf = (exchange: Exchange) => endpointOfContext(core, exchange);
  return function vigieMiddleware(ctx, next) {
    const scope = watchExchange(core, ctx.req, ctx.res, ctx, endpointOf);
    if (scope === undefined) return next();
    // Koa removes all headers before it answers an error.
    core.guard(() => keepTraceHeader(ctx.res));
    return core.context === undefined ? next() : core.context.run(scope, next);
  };
}

function endpointOfContext(core: Core, exchange: Exchange): Endpoint {
  const template = (exchange.source as { _matchedRoute?: unknown })._matchedRoute;
  if (typeof template === "string") return core.endpoints.matched(exchange.method, template, exchange.url);
  if (template instanceof RegExp) return core.endpoints.matched(exchange.method, template.source, exchange.url);
  return core.endpoints.unmatched(exchange.method, exchange.url);
}
