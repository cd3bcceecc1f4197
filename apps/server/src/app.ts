import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import { fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { type ApiContext, appRouter, type Health } from "@vigie/api";
import type { Vigie } from "@vigie/node";
import { vigieFastify } from "@vigie/node/fastify";
import { type Batch, LIMITS, VigieError } from "@vigie/protocol";
import { isConnectionProblem, problemOf } from "@vigie/storage";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import type { Access } from "./access/access.ts";
import { exportRoutes } from "./export/routes.ts";
import { type HealthRouteOptions, healthRoutes } from "./health/routes.ts";
import type { CommitGroup } from "./ingest/commit-group.ts";
import { ingestRoutes } from "./ingest/routes.ts";
import { checkProcedureBody, PROCEDURE_BODY_BYTES } from "./procedure-body.ts";

export interface AppOptions {
  access: Pick<Access, "guard">;
  /** Proxies in front, whose word on a caller's address counts. */
  trustedProxies: string[] | undefined;
  commitGroup: CommitGroup;
  /** Shows a batch that waits at its sender to those who follow logs live. */
  preview: (batch: Batch) => void;
  /** What every procedure gets, but who calls. */
  api: Omit<ApiContext, "caller">;
  health: () => Promise<Health>;
  /** Folder of the built page; without it only the API is served. */
  webDir: string;
  /** Records the requests of this server as the service `vigie`. */
  own: Vigie;
  /** True once the server is stopping: new requests are sent elsewhere. */
  draining: () => boolean;
}

/** How long a sender waits before it tries again, seconds. */
const RETRY_AFTER_SECONDS = 2;

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The tooltips of ECharts are HTML with style attributes; no stylesheet but our own is ever loaded.
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
/** What neither the page nor an answer of Vigie's ever needs. */
const PLAIN_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};
/** Of an answer that is no page: should a browser show it all the same, nothing in it does anything. */
const NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The whole HTTP surface on one Fastify. Opens nothing: what it needs is given. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: LIMITS.bodyBytes,
    trustProxy: options.trustedProxies ?? false,
    // A client that sends its request a byte at a time is let go: at these limits, which Node by itself looks at but twice a minute.
    requestTimeout: 7_000,
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 5_000 },
    // An address that cannot be read comes past all hooks.
    frameworkErrors: (error, _request, reply) => void sendError(error, setPlainHeaders(reply)),
  });

  app.setErrorHandler<FastifyError>((error, _request, reply) => sendError(error, reply));
  app.addHook("onRequest", async (_request, reply) => {
    if (!options.draining()) return;
    reply.header("connection", "close");
    throw new VigieError("STOPPING");
  });
  app.addHook("onSend", async (_request, reply) => void setPlainHeaders(reply));
  await options.access.guard(app);
  await app.register(vigieFastify(options.own));

  await app.register(ingestRoutes, {
    commitGroup: options.commitGroup,
    preview: options.preview,
    now: options.api.now,
  });
  await app.register(exportRoutes, { api: options.api });
  await app.register(async (scope) => {
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, role: "procedure" };
      route.bodyLimit = PROCEDURE_BODY_BYTES;
    });
    scope.addHook("preValidation", async ({ body }) => {
      if (typeof body === "string") checkProcedureBody(body);
    });
    await scope.register(fastifyTRPCPlugin, {
      prefix: "/trpc",
      trpcOptions: {
        router: appRouter,
        createContext: ({ req }: { req: Pick<ApiContext, "caller"> }) => ({ ...options.api, caller: req.caller }),
      },
    });
  });
  await servePage(app, options);
  return app;
}

async function servePage(
  app: FastifyInstance,
  { webDir, ...health }: HealthRouteOptions & { webDir: string },
): Promise<void> {
  if (!existsSync(webDir)) {
    await app.register(healthRoutes, health);
    app.setNotFoundHandler((request) => {
      throw nothingAt(request);
    });
    return;
  }
  await app.register(async (scope) => {
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, role: "anyone" };
    });
    await scope.register(fastifyStatic, {
      root: webDir,
      wildcard: false,
      setHeaders(reply, path) {
        reply.header("content-security-policy", CONTENT_SECURITY_POLICY);
        // Files below assets/ carry a hash of their content in their name.
        const isAsset = relative(webDir, path).startsWith(`assets${sep}`);
        reply.header("cache-control", isAsset ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
    // Both here and not on the app, whose replies cannot send files.
    await scope.register(healthRoutes, { ...health, sendPage: (reply) => reply.sendFile("index.html") });
    scope.setNotFoundHandler((request, reply) => {
      const wantsPage =
        request.method === "GET" &&
        (request.headers.accept ?? "").includes("text/html") &&
        !/^\/(trpc|v1|export|auth)\//.test(request.url);
      if (wantsPage) return reply.sendFile("index.html");
      throw nothingAt(request);
    });
  });
}

function nothingAt({ method, url }: { method: string; url: string }): VigieError {
  return new VigieError("NOT_FOUND", { method, path: (url.split("?")[0] ?? "/").slice(0, 200) });
}

function setPlainHeaders(reply: FastifyReply): FastifyReply {
  if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", NO_CONTENT_POLICY);
  // Over plain http a browser knows no such thing, and says so in its console.
  if (reply.request.protocol === "https") reply.header("cross-origin-opener-policy", "same-origin");
  return reply.headers(PLAIN_HEADERS);
}

function sendError(error: FastifyError | VigieError, reply: FastifyReply): FastifyReply {
  const known = asVigieError(error);
  const waitSeconds = known.details.waitSeconds ?? (known.status === 503 ? RETRY_AFTER_SECONDS : undefined);
  if (typeof waitSeconds === "number") reply.header("retry-after", String(waitSeconds));
  return reply.code(known.status).send(known.toBody());
}

function asVigieError(error: FastifyError | VigieError): VigieError {
  if (error instanceof VigieError) return error;
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new VigieError("REQUEST_MALFORMED", { problem: error.message }, error);
  const code = isConnectionProblem(error) ? "STORE_UNAVAILABLE" : "INTERNAL";
  return new VigieError(code, { problem: problemOf(error) }, error);
}
