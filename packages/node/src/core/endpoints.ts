import { LIMITS, OTHER_ROUTE } from "@vigie/protocol";
import type { Cell } from "./aggregate.ts";
import { normalisePath, pathOf } from "./normalise-path.ts";

/** Method and route template, with what is being counted for it. */
export interface Endpoint {
  readonly method: string;
  readonly route: string;
  /** Left out of everything, by the ignore list. */
  readonly ignored: boolean;
  /** Counts under its own name; false for one that is past the limit or was forgotten. */
  admitted: boolean;
  /** The open window, if anything ended in it. */
  cell: Cell | undefined;
  /** Start of the last window in which anything ended, seconds since the epoch. */
  lastStart: number;
  /** The slowest request of that window so far, milliseconds. */
  slowestMs: number;
}

/** Raw paths whose endpoint is remembered, to normalise each but once; emptied when full. */
const REMEMBERED_PATHS = 2_000;
const FORGET_AFTER_SECONDS = 3_600;

/** The endpoints of this process, bounded: past the limit everything is one endpoint, `ANY (other)`. */
export class Endpoints {
  readonly other: Endpoint = newEndpoint("ANY", OTHER_ROUTE, false);
  readonly #limit: number;
  readonly #ignores: (target: string) => boolean;
  readonly #byMethod = new Map<string, Map<string, Endpoint>>();
  readonly #byPath = new Map<string, Map<string, Endpoint>>();
  #remembered = 0;
  #count = 0;

  constructor(limit: number, ignores: (target: string) => boolean) {
    this.#limit = limit;
    this.#ignores = ignores;
    this.other.admitted = true;
  }

  /** How many count under their own name. */
  get count(): number {
    return this.#count;
  }

  /**
   * The endpoint of the route template that a framework matched, or without one, of the normalised path. Whether it is
   * ignored is the template's affair, and the target's for wildcards such as `/*`.
   */
  of(method: string, template: string | undefined, target: string): Endpoint {
    if (template === undefined) return this.#unmatched(method, target);
    const known = this.#byMethod.get(method)?.get(template);
    const endpoint = known ?? this.#create(method, bounded(template));
    if (!endpoint.ignored && template.includes("*") && this.#ignores(target)) return ignoredEndpoint;
    return endpoint;
  }

  #unmatched(method: string, target: string): Endpoint {
    const path = pathOf(target);
    let paths = this.#byPath.get(method);
    const known = paths?.get(path);
    if (known) return known;
    const route = this.#ignores(path) ? undefined : normalisePath(path);
    const endpoint =
      route === undefined ? ignoredEndpoint : (this.#byMethod.get(method)?.get(route) ?? this.#create(method, route));
    if (path.length > 256) return endpoint;
    if (this.#remembered >= REMEMBERED_PATHS) {
      this.#byPath.clear();
      this.#remembered = 0;
      paths = undefined;
    }
    if (!paths) {
      paths = new Map();
      this.#byPath.set(method, paths);
    }
    this.#remembered++;
    paths.set(path, endpoint);
    return endpoint;
  }

  /** Where to count a request of an endpoint that is not admitted: under its own name if there is room. */
  admit(endpoint: Endpoint): Endpoint {
    let routes = this.#byMethod.get(endpoint.method);
    const known = routes?.get(endpoint.route);
    if (known) return known;
    if (this.#count >= this.#limit) return this.other;
    if (!routes) {
      routes = new Map();
      this.#byMethod.set(endpoint.method, routes);
    }
    routes.set(endpoint.route, endpoint);
    endpoint.admitted = true;
    this.#count++;
    return endpoint;
  }

  /** Makes room: drops endpoints in which nothing ended for an hour. */
  forgetUnseen(nowSeconds: number): void {
    for (const [method, routes] of this.#byMethod) {
      for (const [route, endpoint] of routes) {
        if (endpoint.cell || nowSeconds - endpoint.lastStart < FORGET_AFTER_SECONDS) continue;
        routes.delete(route);
        endpoint.admitted = false;
        this.#count--;
      }
      if (routes.size === 0) this.#byMethod.delete(method);
    }
    this.#byPath.clear();
    this.#remembered = 0;
  }

  #create(method: string, route: string): Endpoint {
    return newEndpoint(method, route, this.#ignores(route));
  }
}

const ignoredEndpoint = newEndpoint("ANY", "(ignored)", true);

function newEndpoint(method: string, route: string, ignored: boolean): Endpoint {
  return { method, route, ignored, admitted: false, cell: undefined, lastStart: 0, slowestMs: 0 };
}

function bounded(template: string): string {
  if (template === "") return "/";
  return template.length > LIMITS.routeLength ? template.slice(0, LIMITS.routeLength) : template;
}
