import type { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import type { Place, RequestScope } from "../core/request-scope.ts";

type Context = AsyncLocalStorage<Place | undefined>;

const BODY_SCOPE = Symbol("vigie body scope");

type ScopedMessage = IncomingMessage & {
  [BODY_SCOPE]?: { context: Context; scope: RequestScope; emit: IncomingMessage["emit"] };
};

/**
 * Runs the listeners of a request's events in its scope: the events of a body come from the connection, outside of it,
 * and what listens to them is the request's own work. Does nothing for methods that have no body.
 */
export function keepBodyInScope(context: Context, req: IncomingMessage, scope: RequestScope): void {
  const { method } = req;
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return;
  (req as ScopedMessage)[BODY_SCOPE] = { context, scope, emit: req.emit };
  req.emit = emitInScope;
}

function emitInScope(this: ScopedMessage, ...event: unknown[]): boolean {
  const { context, scope, emit } = this[BODY_SCOPE] as NonNullable<ScopedMessage[typeof BODY_SCOPE]>;
  const run = () => Reflect.apply(emit, this, event) as boolean;
  return context.getStore() === scope ? run() : context.run(scope, run);
}
