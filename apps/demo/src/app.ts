import { STATUS_CODES } from "node:http";
import type { Vigie } from "@vigie/node";
import { vigieFastify } from "@vigie/node/fastify";
import { vigiePino } from "@vigie/node/pino";
import fastify, { type FastifyError, type FastifyInstance, LogController } from "fastify";
import type { Sql } from "postgres";
import type { Cache } from "./cache/cache.ts";
import { filesRoutes } from "./files/routes.ts";
import { graphRoutes } from "./graph/routes.ts";
import { indexingRoutes } from "./indexing/routes.ts";
import { recordOwnDurations } from "./own-durations.ts";
import { type Directory, DirectoryError } from "./packages/directory.ts";
import { packagesRoutes } from "./packages/routes.ts";
import { searchRoutes } from "./search/routes.ts";

export interface Dependencies {
  sql: Sql;
  cache: Cache;
  directory: Directory;
  codeDir: string;
  /** To say more of a request than its route: what was asked, and which step took how long. */
  vigie: Vigie;
}

/** The app without its routes: its logger is needed before there is a database. */
export function createApp(vigie: Vigie): FastifyInstance {
  return fastify({
    // One JSON line per event on stdout, with the trace id of the request that it belongs to; Vigie reads along and knows it by itself.
    logger: { level: "debug", mixin: () => ({ traceId: vigie.traceId() }), stream: vigiePino(vigie) },
    logController: new LogController({ disableRequestLogging: true }),
  });
}

/** Watches, logs and answers requests. `durationsFile`: see recordOwnDurations. */
export async function addRoutes(
  app: FastifyInstance,
  { durationsFile, ...dependencies }: Dependencies & { durationsFile: string | undefined },
): Promise<void> {
  if (durationsFile) recordOwnDurations(app, durationsFile);
  await app.register(vigieFastify(dependencies.vigie));
  logRequests(app);
  answerErrors(app);

  app.get("/health", async (_request, reply) => {
    const isUp = await dependencies.sql`SELECT 1`.then(
      () => true,
      () => false,
    );
    return isUp ? { status: "ok" } : reply.code(503).send({ status: "critical" });
  });
  searchRoutes(app, dependencies);
  graphRoutes(app, dependencies);
  filesRoutes(app, dependencies);
  packagesRoutes(app, dependencies);
  indexingRoutes(app, dependencies);
}

/** One line per request, when it ended; the trace id comes from the logger. */
function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
    const status = reply.statusCode;
    const line = {
      method: request.method,
      endpoint: request.routeOptions.url ?? "(unmatched)",
      status,
      durationMs: Math.round(reply.elapsedTime * 1_000) / 1_000,
    };
    const message = `${line.method} ${line.endpoint} ${status}`;
    if (status >= 500) request.log.error(line, message);
    else if (status >= 400) request.log.warn(line, message);
    else if (line.endpoint !== "/health") request.log.info(line, message);
    done();
  });
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const [status, message] = statusOf(error);
    if (status >= 500) request.log.error({ err: error }, message);
    if (status === 503) reply.header("retry-after", "1");
    return reply.code(status).send({ statusCode: status, error: STATUS_CODES[status], message });
  });
}

function statusOf(error: FastifyError): [status: number, message: string] {
  if (error instanceof DirectoryError) return [502, "The package directory did not answer as it should."];
  const { code, statusCode = 500, message } = error;
  switch (code) {
    case "57014": // query_canceled: the statement timeout
      return [503, "This search takes too long."];
    case "2201B": // invalid_regular_expression
      return [400, message];
    default:
      return statusCode < 500 ? [statusCode, message] : [500, "Something went wrong."];
  }
}
