import type { IncomingMessage, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Framework, watchExchange } from "./exchange.ts";
import { watchErrors } from "./express-errors.ts";
import { shareShapes } from "./express-shape.ts";
import { type ExpressRequest, expressTemplate } from "./express-template.ts";

/**
 * Records every request of an Express 4 or 5 app, and what is thrown in it or given to `next`. Add it before everything else.
 *
 * @example
 * app.use(vigieExpress(vigie));
 */
export function vigieExpress(
  vigie: Vigie,
): (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void {
  const core = coreOf(vigie);
  const framework: Framework = {
    counting: "prototype",
    endpointOf: ({ source, method, url }) => core.endpoints.of(method, expressTemplate(source as ExpressRequest), url),
  };
  return function vigieMiddleware(req, res, next) {
    const exchange = watchExchange(core, framework, req, res, req);
    watchErrors(req);
    shareShapes(req);
    if (exchange === undefined || core.context === undefined) next();
    else core.context.run(exchange.scope, next);
  };
}
