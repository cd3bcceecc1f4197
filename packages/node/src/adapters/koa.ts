import type { IncomingMessage, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Framework, keepTraceHeader, watchExchange } from "./exchange.ts";

/** What this adapter needs of Koa's context. */
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
  const framework: Framework = {
    counting: "response",
    endpointOf: ({ source, method, url }) => core.endpoints.of(method, templateOf(source), url),
  };
  return function vigieMiddleware(ctx, next) {
    const exchange = watchExchange(core, framework, ctx.req, ctx.res, ctx);
    if (exchange === undefined) return next();
    // Koa removes all headers before it answers an error.
    core.guard(() => keepTraceHeader(ctx.res));
    return core.context === undefined ? next() : core.context.run(exchange.scope, next);
  };
}

/** Set by @koa/router, with the prefixes of all routers. */
function templateOf(context: unknown): string | undefined {
  const template = (context as { _matchedRoute?: unknown })._matchedRoute;
  if (template instanceof RegExp) return template.source;
  return typeof template === "string" ? template : undefined;
}
