import type { Caller, Role } from "@vigie/api";
import { VigieError } from "@vigie/protocol";
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import type { AdminToken } from "./admin-token.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Sessions } from "./sessions.ts";
import { watchStreams } from "./streams.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * Who may call this route. Every route says it. `anyone` is for the page itself, health and signing in; `procedure` is for what
     * asks by itself, once it is known who calls.
     */
    role?: Role | "anyone" | "procedure";
  }
  interface FastifyRequest {
    /** Null: nobody that Vigie knows, or nobody asked. */
    caller: Caller | null;
  }
}

const HOST = /^([\w.-]*|\[[\da-f:.]+\])(:\d{1,5})?$/i;
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Keys belong into a header: addresses are kept in logs, histories and by proxies. */
const SECRET_IN_URL = /[?&](token|key|api_?key|access_token|authorization|secret|password)=|vg[ir]_[\w-]{20}/i;

export interface GuardOptions {
  adminToken: AdminToken;
  keyRing: KeyRing;
  sessions: Sessions;
  /** How often those who follow a stream are asked again. */
  streamCheckMs?: number | undefined;
}

/**
 * Finds out who calls and refuses those whose role does not do for the route. Throws UNAUTHORIZED, FORBIDDEN, FORBIDDEN_ORIGIN or
 * KEY_IN_URL to the caller, and an Error at start for a route that names no role.
 */
export function guardAccess(
  app: FastifyInstance,
  { adminToken, keyRing, sessions, streamCheckMs }: GuardOptions,
): void {
  const tokenCaller = (address: string): Caller => ({
    kind: "token",
    id: "",
    name: "VIGIE_ADMIN_TOKEN",
    role: "admin",
    scopes: null,
    service: null,
    sessionId: null,
    address,
  });

  const callerOf = async (request: FastifyRequest): Promise<{ caller: Caller | null; cookies: string[] }> => {
    const { ip: address } = request;
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const token = /^Bearer (.+)$/i.exec(authorization)?.[1] ?? "";
      if (adminToken.isRight(token)) return { caller: tokenCaller(address), cookies: [] };
      return { caller: await keyRing.find(token, address), cookies: [] };
    }
    if (cookie === undefined) return { caller: null, cookies: [] };
    if (adminToken.isCookieRight(cookie)) return { caller: tokenCaller(address), cookies: [] };
    const resolved = await sessions.resolve(cookie, { address, userAgent: request.headers["user-agent"] ?? "" });
    return resolved ?? { caller: null, cookies: [] };
  };

  app.decorateRequest("caller", null);
  // Looked at once all are there: a plugin's own hook gives its routes their role after ours ran.
  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  app.addHook("onReady", async () => {
    const open = routes.find((route) => route.config?.role === undefined);
    if (open) throw new Error(`the route ${String(open.method)} ${open.url} names no role`);
  });
  app.addHook("onRequest", async (request, reply) => {
    requireOwnOrigin(request);
    if (request.is404) return;
    const needed = request.routeOptions.config.role ?? "admin";
    if (needed === "anyone") return;
    if (SECRET_IN_URL.test(request.url)) throw new VigieError("KEY_IN_URL");
    const { caller, cookies } = await callerOf(request);
    if (cookies.length > 0) reply.header("set-cookie", cookies);
    request.caller = caller;
    if (needed === "procedure") return;
    if (caller === null) throw new VigieError("UNAUTHORIZED", { role: needed });
    if (caller.role !== "admin" && caller.role !== needed)
      throw new VigieError("FORBIDDEN", { role: needed, name: caller.name, has: caller.role });
  });

  watchStreams(
    app,
    async (request) => {
      if (request.caller === null) return false;
      if (request.caller.kind === "user") return sessions.isCurrent(request.headers.cookie);
      return (await callerOf(request)).caller !== null;
    },
    streamCheckMs,
  );
}

/** A page of another origin may not call, nor may one that hides its origin act with somebody's cookie. */
function requireOwnOrigin(request: FastifyRequest): void {
  const { origin, host, cookie } = request.headers;
  if (host !== undefined && !HOST.test(host))
    throw new VigieError("REQUEST_MALFORMED", { problem: "its Host header names no host" });
  if (origin !== undefined) {
    if (!isSameHost(origin, request.host))
      throw new VigieError("FORBIDDEN_ORIGIN", { origin: origin.slice(0, 200), host: request.host });
    return;
  }
  if (cookie === undefined || request.headers.authorization !== undefined || SAFE.has(request.method)) return;
  if (request.headers["sec-fetch-site"] === "same-origin") return;
  throw new VigieError("FORBIDDEN_ORIGIN", { origin: "(none)", host: request.host });
}

function isSameHost(origin: string, host: string | undefined): boolean {
  if (!host) return false;
  try {
    const own = new URL(origin);
    // Some proxies name the port that goes without saying: vigie.example:443. In an origin it never stands.
    return /^https?:$/.test(own.protocol) && own.host === new URL(`${own.protocol}//${host}`).host;
  } catch {
    return false;
  }
}
