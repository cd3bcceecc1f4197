import { createWriteStream } from "node:fs";
import type { FastifyInstance, FastifyRequest } from "fastify";

/**
 * Appends `METHOD ROUTE STATUS RESPONSE_MS CLOSE_MS` for every request to a file, so that what Vigie shows can be held
 * against what the service measured itself: from its first hook to Fastify's onResponse, and to the close of the response,
 * which comes after everything that the service does in onResponse. When the client went away first, both are the same.
 * Register it right before Vigie's plugin: hooks run in the order of registration, and nothing should stand between.
 */
export function recordOwnDurations(app: FastifyInstance, file: string): void {
  const lines = createWriteStream(file, { flags: "a", mode: 0o600 });
  const responseMs = new WeakMap<FastifyRequest, number>();
  const began = new WeakMap<FastifyRequest, number>();
  app.addHook("onRequest", (request, reply, done) => {
    reply.raw.once("close", () => {
      const closeMs = performance.now() - start;
      const route = request.routeOptions.url ?? "(unmatched)";
      if (route === "/health") return;
      const { statusCode } = reply.raw;
      lines.write(`${request.method} ${route} ${statusCode} ${responseMs.get(request) ?? closeMs} ${closeMs}\n`);
    });
    const start = performance.now();
    began.set(request, start);
    done();
  });
  app.addHook("onResponse", (request, _reply, done) => {
    const start = began.get(request);
    if (start !== undefined) responseMs.set(request, performance.now() - start);
    done();
  });
  app.addHook("onClose", () => new Promise<void>((resolve) => lines.end(resolve)));
}
