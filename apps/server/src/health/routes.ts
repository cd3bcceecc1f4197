import type { Health } from "@vigie/api";
import type { FastifyInstance, FastifyReply } from "fastify";
import { prefersHtml } from "./prefers-html.ts";

export interface HealthRouteOptions {
  health: () => Promise<Health>;
  /** Sends the page; without one a browser gets JSON as well. */
  sendPage?: (reply: FastifyReply) => FastifyReply;
}

/**
 * `GET /health`: JSON to monitors, 503 when critical; the page, always 200, to browsers, unless they ask for `?format=json`.
 * Anybody may ask. What may be said to them is in `Health`; the version, by which known holes are found, is not in it.
 */
export async function healthRoutes(app: FastifyInstance, { health, sendPage }: HealthRouteOptions): Promise<void> {
  app.get<{ Querystring: { format?: unknown } }>("/health", { config: { role: "anyone" } }, async (request, reply) => {
    reply.header("vary", "accept");
    if (sendPage && request.query.format !== "json" && prefersHtml(request.headers.accept)) return sendPage(reply);
    const answer = await health();
    return reply
      .code(answer.status === "critical" ? 503 : 200)
      .header("cache-control", "no-store")
      .send(answer);
  });
}
