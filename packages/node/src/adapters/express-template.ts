import type { IncomingMessage } from "node:http";
import { pathOf } from "../core/normalise-path.ts";

/** The parts of Express 4 and 5 that say which route answered. Express itself names only the innermost router's path. */
export interface ExpressRequest extends IncomingMessage {
  originalUrl?: string;
  baseUrl?: string;
  route?: Route;
  app?: App;
}

interface Route {
  path: unknown;
}

export interface App {
  mountpath?: unknown;
  parent?: App;
  _router?: { stack?: Layer[] };
  router?: { stack?: Layer[] };
  use?(handler: unknown): unknown;
}

interface Match {
  path: string;
  params: Record<string, string>;
  /** Express 5.2 and later: which of its paths matched. */
  pattern?: unknown;
}

export interface Layer {
  route?: Route;
  handle?: { stack?: Layer[] };
  path?: string;
  params?: Record<string, string>;
  match(path: string): Match | boolean;
}

/** The layers that lead to a route, from the app's down to its own; several when a router is mounted twice. */
type Chain = readonly Layer[];

const chainsOf = new WeakMap<Route, readonly Chain[]>();
/** Templates of the routes that no router stands above: nothing of a request's URL is in them. */
const constants = new WeakMap<Route, string>();
/** Deeper nesting than this is taken for a ring. */
const DEEPEST = 20;

/**
 * Full template of the route that answered: `/api/users/:id`, through all routers and apps it is mounted in; undefined
 * when none did. Works from the original URL, because after an error `req.baseUrl` is back at the outermost router's.
 */
export function expressTemplate(req: ExpressRequest): string | undefined {
  const { route } = req;
  if (route === undefined) return undefined;
  const constant = constants.get(route);
  if (constant !== undefined) return constant;
  const chains = findChains(req.app, route);
  const app = req.app?.parent ? mountOf(req.app) : "";
  const only = chains.length === 1 ? chains[0] : undefined;
  if (only?.length === 1 && typeof route.path === "string") {
    const template = join(app, route.path);
    constants.set(route, template);
    return template;
  }

  const path = withoutSegments(pathOf(req.originalUrl ?? req.url ?? "/"), app);
  for (const chain of chains) {
    const template = follow(chain, path);
    if (template !== undefined) return join(app, template);
  }
  return typeof route.path === "string" ? join(req.baseUrl ?? "", route.path) : undefined;
}

function findChains(app: App | undefined, route: Route): readonly Chain[] {
  const known = chainsOf.get(route);
  if (known) return known;
  const found: Chain[] = [];
  const search = (stack: Layer[] | undefined, above: Chain) => {
    if (!Array.isArray(stack) || above.length > DEEPEST) return;
    for (const layer of stack) {
      if (layer.route === route) found.push([...above, layer]);
      else if (layer.route === undefined) search(layer.handle?.stack, [...above, layer]);
    }
  };
  // Express 4 throws when asked for `router`.
  search((app?._router ?? app?.router)?.stack, []);
  if (found.length > 0) chainsOf.set(route, found);
  return found;
}

/** Matches a path layer by layer; undefined when one does not fit. */
function follow(chain: Chain, path: string): string | undefined {
  let rest = path;
  let template = "";
  for (const layer of chain) {
    const match = matchLayer(layer, rest === "" ? "/" : rest);
    if (match === undefined) return undefined;
    template = join(template, templateOf(layer, match));
    rest = rest.slice(match.path.length);
  }
  return template;
}

function matchLayer(layer: Layer, path: string): Match | undefined {
  const match = layer.match(path);
  if (!match) return undefined;
  // Older versions leave the result on the layer, where the next match overwrites it.
  return match === true ? { path: layer.path ?? "", params: layer.params ?? {} } : match;
}

function templateOf(layer: Layer, match: Match): string {
  const pattern = layer.route && typeof layer.route.path === "string" ? layer.route.path : match.pattern;
  return typeof pattern === "string" ? pattern : namedParams(match);
}

/** Puts the names back where the values stand, from the end, where parameters usually are. */
function namedParams(match: Match): string {
  const segments = match.path.split("/");
  for (const [name, value] of Object.entries(match.params).reverse()) {
    const at = segments.findLastIndex((segment) => segment === value || decoded(segment) === value);
    if (at !== -1) segments[at] = `:${name}`;
  }
  return segments.join("/");
}

function mountOf(app: App): string {
  const above = app.parent ? mountOf(app.parent) : "";
  const own = Array.isArray(app.mountpath) ? app.mountpath[0] : app.mountpath;
  return typeof own === "string" && app.parent ? join(above, own) : above;
}

function withoutSegments(path: string, mount: string): string {
  let at = 0;
  for (let left = mount.split("/").length - 1; left > 0 && at !== -1; left--) at = path.indexOf("/", at + 1);
  return at === -1 ? "/" : path.slice(at);
}

function join(prefix: string, path: string): string {
  if (prefix === "" || prefix === "/") return path;
  const rest = path === "/" ? "" : path;
  return (
    (prefix.endsWith("/") ? prefix.slice(0, -1) : prefix) + (rest === "" || rest.startsWith("/") ? rest : `/${rest}`)
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
