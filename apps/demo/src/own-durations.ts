import { createWriteStream } from "node:fs";
import type { FastifyInstance, FastifyRequest } from "fastify";

const WRITE_EVERY_MS = 500;

/**
 * Appends `METHOD ROUTE STATUS DURATION_MS` for every request to a file, so that what Vigie shows can be held against what the
 * service measured itself: from its first hook to the moment when the last byte was handed over, or the client was gone.
 * Register it right before Vigie's plugin: hooks run in the order of registration, and nothing should stand between.
 */
export function recordOwnDurations(app: FastifyInstance, file: string): void {
  const output = createWriteStream(file, { flags: "a", mode: 0o600 });
  // Written later: whoever else listens for the close would measure the writing.
  let finished: { request: FastifyRequest; status: number; durationMs: number }[] = [];
  const write = () => {
    const lines = finished.map(({ request, status, durationMs }) => {
      const route = request.routeOptions.url ?? "(unmatched)";
      return route === "/health" ? "" : `${request.method} ${route} ${status} ${durationMs}\n`;
    });
    finished = [];
    if (lines.length > 0) output.write(lines.join(""));
  };
  const timer = setInterval(write, WRITE_EVERY_MS).unref();

  app.addHook("onRequest", (request, reply, done) => {
    let durationMs: number | undefined;
    // Before all others, whose work comes after the request.
    reply.raw.prependListener("finish", () => {
      durationMs = performance.now() - began;
    });
    reply.raw.once("close", () => {
      finished.push({ request, status: reply.raw.statusCode, durationMs: durationMs ?? performance.now() - began });
    });
    const began = performance.now();
    done();
  });
  app.addHook("onClose", async () => {
    clearInterval(timer);
    write();
    await new Promise<void>((resolve) => output.end(resolve));
  });
}
