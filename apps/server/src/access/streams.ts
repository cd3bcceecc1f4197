import type { FastifyInstance, FastifyRequest } from "fastify";

/** How often those who follow a stream are asked again who they are. */
const CHECK_MS = 10_000;

/**
 * Ends streams whose caller may no longer read: a session that ended, a key that was revoked. A stream lasts for hours; who began it
 * is looked at once.
 */
export function watchStreams(
  app: FastifyInstance,
  isCurrent: (request: FastifyRequest) => Promise<boolean>,
  checkMs = CHECK_MS,
): void {
  const open = new Set<FastifyRequest>();
  app.addHook("onRequest", async (request, reply) => {
    if (!(request.headers.accept ?? "").includes("text/event-stream")) return;
    open.add(request);
    reply.raw.once("close", () => open.delete(request));
  });
  const timer = setInterval(() => {
    for (const request of open) {
      isCurrent(request).then(
        (current) => {
          if (!current) request.raw.destroy();
        },
        // Postgres is away: nobody is sent away for that.
        () => {},
      );
    }
  }, checkMs);
  timer.unref();
  app.addHook("onClose", async () => clearInterval(timer));
}
