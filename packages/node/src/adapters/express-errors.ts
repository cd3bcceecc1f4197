import type { IncomingMessage, ServerResponse } from "node:http";
import { noteThrown } from "./exchange.ts";
import type { App, ExpressRequest, Layer } from "./express-template.ts";

type Next = (error?: unknown) => void;
type HandleError = (this: unknown, error: unknown, req: IncomingMessage, res: ServerResponse, next: Next) => unknown;

/** The layer that was added last to each app. */
const lastLayers = new WeakMap<App, Layer>();
const prototypes = new WeakSet<object>();
/** In Express 5 and in Express 4. */
const METHODS = ["handleError", "handle_error"];

/**
 * Sees every error of an app: Express asks each layer behind the one that failed to handle it, down to the first error handler. So
 * the method by which it asks is wrapped, once for all layers, and a layer is added at the end of the app, for the errors that
 * nobody handles. Requests without an error pass neither, and cost one comparison. Routes that are added later make it the
 * last one again.
 */
export function watchErrors(req: IncomingMessage): void {
  const { app } = req as ExpressRequest;
  if (app === undefined) return;
  try {
    // Express 4 throws when asked for `router`.
    const stack = (app._router ?? app.router)?.stack;
    const last = stack?.[stack.length - 1];
    if (stack === undefined || last === undefined || last === lastLayers.get(app)) return;
    app.use?.(passError);
    const added = stack[stack.length - 1] as Layer;
    lastLayers.set(app, added);
    wrapPrototype(Object.getPrototypeOf(added) as Record<string, unknown>);
  } catch {
    // An app that is built differently: its errors are counted by their status.
  }
}

/** Express knows an error handler by its four parameters. */
function passError(error: unknown, req: IncomingMessage, res: ServerResponse, next: Next): void {
  noteThrown(req, res, error);
  next(error);
}

function wrapPrototype(prototype: Record<string, unknown>): void {
  if (prototypes.has(prototype)) return;
  prototypes.add(prototype);
  for (const method of METHODS) {
    const handleError = prototype[method] as HandleError | undefined;
    if (typeof handleError !== "function") continue;
    const watched: HandleError = function watchedHandleError(error, req, res, next) {
      noteThrown(req, res, error);
      return handleError.call(this, error, req, res, next);
    };
    prototype[method] = watched;
  }
}
