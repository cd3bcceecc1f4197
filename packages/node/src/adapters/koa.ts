import type { IncomingMessage, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Framework, keepTraceHeader, noteThrown, watchExchange } from "./exchange.ts";

/** What this adapter needs of Koa's context. */
interface KoaContext {
  req: IncomingMessage;
  res: ServerResponse;
  app?: KoaApp;
}

interface KoaApp {
  emit(event: string | symbol, ...values: unknown[]): boolean;
}

/**
 * Records every request of a Koa app. Add it before everything else. An error is known when it reaches Koa, or when the middleware
 * that catches it tells the app, as Koa asks for: `ctx.app.emit("error", error, ctx)`. Where neither is so, add it a second
 * time right behind that middleware: what passes by on its way there is known, too.
 *
 * @example
 * app.use(vigieKoa(vigie));
 * app.use(answerErrors);
 * app.use(vigieKoa(vigie)); // optional
 */
export function vigieKoa(vigie: Vigie): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<unknown> {
  const core = coreOf(vigie);
  const framework: Framework = {
    counting: "response",
    endpointOf: ({ source, method, url }) => core.endpoints.of(method, templateOf(source), url),
  };
  return function vigieMiddleware(ctx, next) {
    const exchange = watchExchange(core, framework, ctx.req, ctx.res, ctx);
    if (exchange !== undefined) {
      // Koa removes all headers before it answers an error.
      core.guard(() => keepTraceHeader(ctx.res));
      core.guard(() => watchErrors(ctx.app));
    }
    const isOutside = exchange === undefined || core.context === undefined;
    const done = isOutside ? next() : core.context.run(exchange.scope, next);
    done.then(undefined, (error: unknown) => noteThrown(ctx.req, ctx.res, error));
    return done;
  };
}

const watchedApps = new WeakSet<KoaApp>();

/** Sees what is told to an app's listeners. One more of these would keep Koa from adding its own, which prints errors. */
function watchErrors(app: KoaApp | undefined): void {
  if (app === undefined || watchedApps.has(app)) return;
  watchedApps.add(app);
  const { emit } = app;
  app.emit = function watchedEmit(this: KoaApp, event, ...values) {
    const ctx = event === "error" ? (values[1] as Partial<KoaContext> | undefined) : undefined;
    if (ctx?.req !== undefined && ctx.res !== undefined) noteThrown(ctx.req, ctx.res, values[0]);
    return emit.call(this, event, ...values);
  };
}

/** Set by @koa/router, with the prefixes of all routers. */
function templateOf(context: unknown): string | undefined {
  const template = (context as { _matchedRoute?: unknown })._matchedRoute;
  if (template instanceof RegExp) return template.source;
  return typeof template === "string" ? template : undefined;
}
