import { createHash, timingSafeEqual } from "node:crypto";
import type { Role } from "@vigie/api";
import { VigieError } from "@vigie/protocol";
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may call this route. Every route says it; `anyone` is for the page itself, health, and what asks by itself. */
    role?: Role | "anyone";
  }
  interface FastifyRequest {
    /** Null: nobody that Vigie knows. */
    role: Role | null;
  }
}

const COOKIE = "vigie_session";
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const HOST = /^([\w.-]*|\[[\da-f:.]+\])(:\d{1,5})?$/i;

export interface AccessOptions {
  adminToken: string | undefined;
  /** Bound to an address that only this machine reaches: then everyone is admin, until there is sign-in. */
  loopback: boolean;
}

/**
 * Gives each request its role and refuses those whose role does not do for the route.
 * Throws UNAUTHORIZED or FORBIDDEN_ORIGIN to the caller, and an Error at start for a route that names no role.
 */
export function guardAccess(app: FastifyInstance, { adminToken, loopback }: AccessOptions): void {
  const expected = adminToken === undefined ? undefined : digest(adminToken);
  const isToken = (token: string) => expected !== undefined && timingSafeEqual(digest(token), expected);

  const roleOf = (request: FastifyRequest): Role | null => {
    const token = bearer(request) ?? cookie(request);
    if (token !== undefined && isToken(token)) return "admin";
    // A page elsewhere can point a name of its own at this machine; its Host header gives it away.
    return loopback && LOOPBACK_HOST.test(request.headers.host ?? "") ? "admin" : null;
  };

  app.decorateRequest("role", null);
  // Looked at once all are there: a plugin's own hook gives its routes their role after ours ran.
  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  app.addHook("onReady", async () => {
    const open = routes.find((route) => route.config?.role === undefined);
    if (open) throw new Error(`the route ${String(open.method)} ${open.url} names no role`);
  });
  app.addHook("onRequest", async (request) => {
    const { origin, host } = request.headers;
    if (host !== undefined && !HOST.test(host))
      throw new VigieError("REQUEST_MALFORMED", { problem: "its Host header names no host" });
    if (origin !== undefined && !isSameHost(origin, host))
      throw new VigieError("FORBIDDEN_ORIGIN", { origin: origin.slice(0, 200), host });
    request.role = roleOf(request);
    if (request.is404) return;
    const needed = request.routeOptions.config.role ?? "admin";
    // The only roles so far that can be had are admin and none.
    if (needed !== "anyone" && request.role === null) throw new VigieError("UNAUTHORIZED", { role: needed });
  });

  app.post<{ Body: { token?: unknown } | null }>("/session", { config: { role: "anyone" } }, async (request, reply) => {
    const token = request.body?.token;
    if (typeof token !== "string" || !isToken(token)) throw new VigieError("UNAUTHORIZED", { role: "viewer" });
    const secure = request.protocol === "https" ? "; Secure" : "";
    reply.header("set-cookie", `${COOKIE}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict${secure}`);
    return reply.code(204).send();
  });
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

function cookie(request: FastifyRequest): string | undefined {
  const found = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? "")?.[1];
  try {
    return found === undefined ? undefined : decodeURIComponent(found);
  } catch {
    return undefined;
  }
}

function isSameHost(origin: string, host: string | undefined): boolean {
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
