// Each recorder as its own documentation sets it up, with its defaults.
import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createRequire } from "node:module";
import { createVigie, type Vigie } from "@vigie/node";
import { vigieExpress } from "@vigie/node/express";
import { vigieFastify } from "@vigie/node/fastify";
import type { Express, NextFunction, Request, Response } from "express";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Variant } from "./variants.ts";

// CommonJS throughout, as OpenTelemetry instruments what is required after it; the others are loaded alike.
const require = createRequire(import.meta.url);

/** How many requests the recorder counted itself; undefined when only its receiver can tell. */
export type Recorded = () => Promise<number> | number | undefined;

/** What must run before the framework is loaded. */
export function prepare(variant: Variant): void {
  if (variant !== "opentelemetry") return;
  const { NodeSDK } = require("@opentelemetry/sdk-node") as typeof import("@opentelemetry/sdk-node");
  const { getNodeAutoInstrumentations } =
    require("@opentelemetry/auto-instrumentations-node") as typeof import("@opentelemetry/auto-instrumentations-node");
  // Exports over OTLP/HTTP to what OTEL_EXPORTER_OTLP_ENDPOINT names.
  new NodeSDK({ instrumentations: [getNodeAutoInstrumentations()] }).start();
}

export function recordExpress(app: Express, variant: Variant, receiverUrl: string): Recorded {
  switch (variant) {
    case "bare A":
    case "bare B":
    case "opentelemetry":
      return () => undefined;
    case "bare prepared":
      prepareRequests();
      return () => undefined;
    case "vigie":
    case "vigie no context": {
      const vigie = startVigie(variant, receiverUrl);
      app.use(vigieExpress(vigie));
      return () => vigie.stats().recorded;
    }
    case "prom-client":
    case "prom-client + trace id": {
      const histogram = promHistogram();
      if (variant === "prom-client + trace id") {
        app.use((_req: Request, res: Response, next: NextFunction) => {
          res.setHeader("X-Trace-ID", newTraceId());
          next();
        });
      }
      app.use((req: Request, res: Response, next: NextFunction) => {
        const end = histogram.startTimer();
        res.on("finish", () =>
          end({
            method: req.method,
            route: (req.route as { path: string } | undefined)?.path ?? "",
            status: res.statusCode,
          }),
        );
        next();
      });
      return () => countOf(histogram);
    }
    case "swagger-stats": {
      const swaggerStats = require("swagger-stats") as SwaggerStats;
      app.use(swaggerStats.getMiddleware({}));
      return () => swaggerStats.getCoreStats().all.requests;
    }
    case "fastify-metrics":
      throw new Error(`${variant} does not run on Express`);
    default:
      return variant satisfies never;
  }
}

/** Resolves when the recorder is in place: some look only at routes that are declared after them. */
export async function recordFastify(app: FastifyInstance, variant: Variant, receiverUrl: string): Promise<Recorded> {
  switch (variant) {
    case "bare A":
    case "bare B":
    case "opentelemetry":
      return () => undefined;
    case "vigie":
    case "vigie no context": {
      const vigie = startVigie(variant, receiverUrl);
      await app.register(vigieFastify(vigie));
      return () => vigie.stats().recorded;
    }
    case "prom-client":
    case "prom-client + trace id": {
      const histogram = promHistogram();
      app.decorateRequest("endTimer");
      app.addHook("onRequest", (request, reply, done) => {
        if (variant === "prom-client + trace id") reply.header("x-trace-id", newTraceId());
        (request as TimedRequest).endTimer = histogram.startTimer();
        done();
      });
      app.addHook("onResponse", (request, reply, done) => {
        const { method, routeOptions } = request;
        (request as TimedRequest).endTimer({ method, route: routeOptions.url ?? "", status: reply.statusCode });
        done();
      });
      return () => countOf(histogram);
    }
    case "fastify-metrics": {
      const { default: plugin } = require("fastify-metrics") as typeof import("fastify-metrics");
      await app.register(plugin, { endpoint: "/metrics" });
      return async () => {
        const { register } = app.metrics.client;
        return countOf(register.getSingleMetric("http_request_duration_seconds") as CountedHistogram);
      };
    }
    case "bare prepared":
    case "swagger-stats":
      throw new Error(`${variant} does not run on Fastify 5`);
    default:
      return variant satisfies never;
  }
}

function startVigie(variant: Variant, url: string): Vigie {
  return createVigie({ service: "bench", url, asyncContext: variant === "vigie" });
}

/** Gives each request the properties that Express will set, before Express changes its prototype; written anew, without the SDK. */
function prepareRequests(): void {
  let tracedRoute: symbol | undefined;
  const learn = (message: unknown) => {
    const { request } = message as { request: object };
    tracedRoute = Object.getOwnPropertySymbols(request).find(
      (one) => one.description === "router.tracing.matchedRoute",
    );
    unsubscribe("http.server.response.finish", learn);
  };
  subscribe("http.server.response.finish", learn);
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as Record<"request" | "response", Record<string | symbol, unknown>>;
    request.res = undefined;
    request.next = undefined;
    request.baseUrl = undefined;
    request.originalUrl = undefined;
    request._parsedUrl = undefined;
    request.params = undefined;
    request.route = undefined;
    request._eventsCount = 0;
    if (tracedRoute !== undefined) request[tracedRoute] = undefined;
    response.locals = undefined;
    response.statusCode = 200;
    response.statusMessage = undefined;
  });
}

type TimedRequest = FastifyRequest & { endTimer: ReturnType<ReturnType<typeof promHistogram>["startTimer"]> };

/** As one writes it: 32 hex digits. */
function newTraceId(): string {
  return randomUUID().replaceAll("-", "");
}

function promHistogram() {
  const { Histogram } = require("prom-client15") as typeof import("prom-client15");
  return new Histogram({
    name: "http_request_duration_seconds",
    help: "Duration of HTTP requests in seconds",
    labelNames: ["method", "route", "status"],
  });
}

/** The part of a prom-client histogram that tells how much it counted. */
interface CountedHistogram {
  get(): Promise<{ values: { metricName?: string; value: number }[] }>;
}

async function countOf(histogram: CountedHistogram): Promise<number> {
  const { values } = await histogram.get();
  return values.reduce((sum, { metricName, value }) => (metricName?.endsWith("_count") ? sum + value : sum), 0);
}

interface SwaggerStats {
  getMiddleware(options: object): (req: Request, res: Response, next: NextFunction) => void;
  getCoreStats(): { all: { requests: number } };
}
