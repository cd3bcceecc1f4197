import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** What Express and its router put on a request, beside the properties that it has from Node. */
interface RequestOfExpress extends IncomingMessage {
  res?: unknown;
  next?: unknown;
  baseUrl?: unknown;
  originalUrl?: unknown;
  _parsedUrl?: unknown;
  params?: unknown;
  route?: unknown;
  /** Node's own: the prototype's until a listener comes or goes, which happens at the latest when the response has ended. */
  _eventsCount?: unknown;
  [tracedRoute: symbol]: unknown;
}

interface ResponseOfExpress {
  locals?: unknown;
  statusCode: number;
  statusMessage: string | undefined;
}

interface Started {
  readonly request: unknown;
  readonly response: unknown;
  readonly server: Server;
}

/** What is known of a server whose requests an Express app takes; false for one that is better left alone. */
const servers = new WeakMap<object, { readonly tracedRoute: symbol | undefined } | false>();

/**
 * Lets all later requests of this one's server share one hidden class, and all responses. Express gives each of them another
 * prototype and then adds properties; V8 (seen in Node 20) remembers no transition that leads on from a class that came of a change of
 * prototype, so that each request and each response ends with a class of its own, and whatever reads a property of one, in Node, in
 * Express or here, misses every cache: half of what a request costs. So the properties are there, undefined, before Express sees
 * the request, and Express only gives them their values. What the app adds itself still makes a class for each.
 *
 * Requests of other servers are left alone, and the first of this one.
 */
export function shareShapes(req: IncomingMessage): void {
  const { server } = (req.socket ?? {}) as Partial<Socket> & { server?: object };
  if (server === undefined || servers.has(server)) return;
  servers.set(server, { tracedRoute: tracedRouteOf(req) });
  if (isListening) return;
  isListening = true;
  subscribe("http.server.request.start", started);
}

let isListening = false;

/** Each copy of the router has a symbol of its own. */
function tracedRouteOf(req: IncomingMessage): symbol | undefined {
  return Object.getOwnPropertySymbols(req).find(({ description }) => description === "router.tracing.matchedRoute");
}

function started(message: unknown): void {
  const { request, response, server } = message as Started;
  const known = servers.get(server);
  if (known === undefined || known === false) return;
  try {
    prepareRequest(request as RequestOfExpress, known.tracedRoute);
    prepareResponse(response as ResponseOfExpress);
  } catch {
    // Objects of a class that does not let itself be written to: they are as slow as they are without.
    servers.set(server, false);
  }
}

/** What has a value keeps it. The names stand here one by one since a loop over them would cost more than it saves. */
function prepareRequest(req: RequestOfExpress, tracedRoute: symbol | undefined): void {
  if (req.res === undefined) req.res = undefined;
  if (req.next === undefined) req.next = undefined;
  if (req.baseUrl === undefined) req.baseUrl = undefined;
  if (req.originalUrl === undefined) req.originalUrl = undefined;
  if (req._parsedUrl === undefined) req._parsedUrl = undefined;
  if (req.params === undefined) req.params = undefined;
  if (req.route === undefined) req.route = undefined;
  const { _eventsCount } = req;
  if (typeof _eventsCount === "number") req._eventsCount = _eventsCount;
  if (tracedRoute !== undefined && req[tracedRoute] === undefined) req[tracedRoute] = undefined;
}

/** Status and message are the prototype's until they are set. */
function prepareResponse(res: ResponseOfExpress): void {
  if (res.locals === undefined) res.locals = undefined;
  const { statusCode, statusMessage } = res;
  res.statusCode = statusCode;
  res.statusMessage = statusMessage;
}
