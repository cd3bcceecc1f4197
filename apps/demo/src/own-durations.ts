import { createWriteStream } from "node:fs";
import type { FastifyInstance, FastifyRequest } from "fastify";

const WRITE_EVERY_MS = 500;

/**
 * Appends `METHOD ROUTE STATUS RESPONSE_MS CLOSE_MS` for every request to a file, so that what Vigie shows can be held
 * against what the service measured itself: from its first hook to Fastify's onResponse, and to the close of the response,
 * which comes after everything that the service does in onResponse. When the client went away first, both are the same.
 * Register it right before Vigie's plugin: hooks run in the order of registration, and nothing should stand between.
 */
export function recordOwnDurations(app: FastifyInstance, file: string): void {
  const output = createWriteStream(file, { flags: "a", mode: 0o600 });
  const began = new WeakMap<FastifyRequest, number>();
  const responseMs = new WeakMap<FastifyRequest, number>();
  // Written later: whoever else listens for the close would measure the writing.
  let finished: { request: FastifyRequest; status: number; closeMs: number }[] = [];
  const write = () => {
    const lines = finished.map(({ request, status, closeMs }) => {
      const route = request.routeOptions.url ?? "(unmatched)";
      if (route === "/health") return "";
      return `${request.method} ${route} ${status} ${responseMs.get(request) ?? closeMs} ${closeMs}\n`;
    });
    finished = [];
    if (lines.length > 0) output.write(lines.join(""));
  };
  const timer = setInterval(write, WRITE_EVERY_MS).unref();

  app.addHook("onRequest", (request, reply, done) => {
    reply.raw.once("close", () => {
      finished.push({ request, status: reply.raw.statusCode, closeMs: performance.now() - start });
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
  app.addHook("onClose", async () => {
    clearInterval(timer);
    write();
    await new Promise<void>((resolve) => output.end(resolve));
  });
}
