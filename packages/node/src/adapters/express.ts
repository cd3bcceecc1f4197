import type { IncomingMessage, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Exchange, watchExchange } from "./exchange.ts";
import { type ExpressRequest, expressTemplate } from "./express-template.ts";

/**
 * Records every request of an Express 4 or 5 app. Add it before everything else.
 *
 * @example
 * app.use(vigieExpress(vigie));
 */
export function vigieExpress(
  vigie: Vigie,
): (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void {
  const core = coreOf(vigie);
  const endpointOf = (exchange: Exchange) => {
    const template = expressTemplate(exchange.source as ExpressRequest);
    if (template === undefined) return core.endpoints.unmatched(exchange.method, exchange.url);
    return core.endpoints.matched(exchange.method, template, exchange.url);
  };
  return function vigieMiddleware(req, res, next) {
    const scope = watchExchange(core, req, res, req, endpointOf);
    if (scope === undefined || core.context === undefined) next();
    else core.context.run(scope, next);
  };
}
