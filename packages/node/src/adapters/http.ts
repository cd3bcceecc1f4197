import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Framework, watchExchange } from "./exchange.ts";

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
  const framework: Framework = {
    counting: "response",
    endpointOf: ({ source, method, url }) => core.endpoints.of(method, options.route?.(source as IncomingMessage), url),
  };
  return function vigieListener(this: unknown, req: IncomingMessage, res: ServerResponse) {
    const exchange = watchExchange(core, framework, req, res, req);
    if (exchange === undefined || core.context === undefined) return Reflect.apply(handler, this, [req, res]);
    return core.context.run(exchange.scope, () => Reflect.apply(handler, this, [req, res]));
  } as RequestListener;
}
