import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Endpoint } from "../core/endpoints.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Exchange, watchExchange } from "./exchange.ts";

export interface VigieHttpOptions {
  /**
   * The route template of a request, when the handler has routes of its own: `/users/:id`. Asked when the request
   * has ended. Default: the path, normalised.
   */
  route?: (req: IncomingMessage) => string | undefined;
}

/**
 * Records every request of a `node:http` or `node:https` server.
 *
 * @example
 * createServer(vigieHttp(vigie, (req, res) => res.end("hello"))).listen(3000);
 */
export function vigieHttp(vigie: Vigie, handler: RequestListener, options: VigieHttpOptions = {}): RequestListener {
  const core = coreOf(vigie);
  const endpointOf = (exchange: Exchange): Endpoint => {
    const template = options.route?.(exchange.source as IncomingMessage);
    if (template === undefined) return core.endpoints.unmatched(exchange.method, exchange.url);
    return core.endpoints.matched(exchange.method, template, exchange.url);
  };
  return function vigieListener(this: unknown, req: IncomingMessage, res: ServerResponse) {
    const scope = watchExchange(core, req, res, req, endpointOf);
    if (scope === undefined || core.context === undefined) return Reflect.apply(handler, this, [req, res]);
    return core.context.run(scope, () => Reflect.apply(handler, this, [req, res]));
  } as RequestListener;
}
