import { createWriteStream } from "node:fs";
import type { FastifyInstance, FastifyRequest } from "fastify";

/**
 * Appends `METHOD ROUTE STATUS HOOKS_MS FASTIFY_MS` for every request to a file, so that what Vigie shows can be held against
 * what the service measured itself: between its own first and last hook, and what Fastify says. Register it before
 * Vigie's plugin: hooks run in the order of registration, and nothing should stand between the two clocks.
 */
export function recordOwnDurations(app: FastifyInstance, file: string): void {
  const lines = createWriteStream(file, { flags: "a", mode: 0o600 });
  const began = new WeakMap<FastifyRequest, number>();
  app.addHook("onRequest", (request, _reply, done) => {
    began.set(request, performance.now());
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const ended = performance.now();
    const start = began.get(request);
    const route = request.routeOptions.url ?? "(unmatched)";
    if (start !== undefined && route !== "/health")
      lines.write(`${request.method} ${route} ${reply.statusCode} ${ended - start} ${reply.elapsedTime}\n`);
    done();
  });
  app.addHook("onClose", () => new Promise<void>((resolve) => lines.end(resolve)));
}
