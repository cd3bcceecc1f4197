import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import { fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import { type ApiContext, appRouter, type Health } from "@vigie/api";
import type { Vigie } from "@vigie/node";
import { vigieFastify } from "@vigie/node/fastify";
import { type Batch, LIMITS, VigieError } from "@vigie/protocol";
import { problemOf } from "@vigie/storage";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import { type AccessOptions, guardAccess } from "./access/access.ts";
import { exportRoutes } from "./export/routes.ts";
import { type HealthRouteOptions, healthRoutes } from "./health/routes.ts";
import type { CommitGroup } from "./ingest/commit-group.ts";
import { ingestRoutes } from "./ingest/routes.ts";

export interface AppOptions {
  access: AccessOptions;
  commitGroup: CommitGroup;
  /** Shows a batch that waits at its sender to those who follow logs live. */
  preview: (batch: Batch) => void;
  /** What every procedure gets, but the caller's role. */
  api: Omit<ApiContext, "role">;
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

const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** The whole HTTP surface on one Fastify. Opens nothing: what it needs is given. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: LIMITS.bodyBytes,
    // A client that sends its request a byte at a time is let go: at these limits, which Node by itself looks at but twice a minute.
    requestTimeout: 15_000,
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
  guardAccess(app, options.access);
  await app.register(vigieFastify(options.own));

  await app.register(ingestRoutes, {
    commitGroup: options.commitGroup,
    preview: options.preview,
    now: options.api.now,
  });
  await app.register(exportRoutes, { api: options.api });
  await app.register(async (scope) => {
    // Each procedure asks for its role by itself.
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, role: "anyone" };
    });
    await scope.register(fastifyTRPCPlugin, {
      prefix: "/trpc",
      trpcOptions: {
        router: appRouter,
        createContext: ({ req }: { req: { role: ApiContext["role"] } }) => ({ ...options.api, role: req.role }),
      },
    });
  });
  await servePage(app, { webDir: options.webDir, health: options.health, version: options.api.version });
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
        !/^\/(trpc|v1|export)\//.test(request.url);
      if (wantsPage) return reply.sendFile("index.html");
      throw nothingAt(request);
    });
  });
}

function nothingAt({ method, url }: { method: string; url: string }): VigieError {
  return new VigieError("NOT_FOUND", { method, path: (url.split("?")[0] ?? "/").slice(0, 200) });
}

function setPlainHeaders(reply: FastifyReply): FastifyReply {
  return reply.header("x-content-type-options", "nosniff").header("referrer-policy", "no-referrer");
}

function sendError(error: FastifyError | VigieError, reply: FastifyReply): FastifyReply {
  const known = asVigieError(error);
  if (known.status === 503) reply.header("retry-after", String(RETRY_AFTER_SECONDS));
  return reply.code(known.status).send(known.toBody());
}

function asVigieError(error: FastifyError | VigieError): VigieError {
  if (error instanceof VigieError) return error;
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new VigieError("REQUEST_MALFORMED", { problem: error.message }, error);
  return new VigieError("INTERNAL", { problem: problemOf(error) }, error);
}
