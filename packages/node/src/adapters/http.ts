import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Framework, noteThrown, watchExchange } from "./exchange.ts";

export interface VigieHttpOptions {
  /**
   * The route template of a request, when the handler has routes of its own: `/users/:id`. Asked when the request
   * has ended. Default: the path, normalised.
   */
  route?: (req: IncomingMessage) => string | undefined;
}

/**
 * Records every request of a `node:http` or `node:https` server. An error that the handler answers itself is known when it tells of
 * it: `vigie.error(error)`.
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
    try {
      const isOutside = exchange === undefined || core.context === undefined;
      const result: unknown = isOutside
        ? Reflect.apply(handler, this, [req, res])
        : core.context.run(exchange.scope, () => Reflect.apply(handler, this, [req, res]));
      // What is rejected stays rejected, and unhandled if it was.
      return result instanceof Promise ? result.catch((error: unknown) => rethrow(req, res, error)) : result;
    } catch (error) {
      return rethrow(req, res, error);
    }
  } as RequestListener;
}

function rethrow(req: IncomingMessage, res: ServerResponse, error: unknown): never {
  noteThrown(req, res, error);
  throw error;
}
