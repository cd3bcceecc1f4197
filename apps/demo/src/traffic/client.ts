import { Agent, request as httpRequest } from "node:http";
import type { Answer, Request } from "./sessions.ts";

const TIMEOUT_MS = 10_000;

export interface Client {
  /** Null when no answer came within 10 s. */
  send(request: Request): Promise<Answer | null>;
  close(): void;
}

/** Sends over connections that stay open, as browsers do. */
export function connect(target: URL): Client {
  const agent = new Agent({ keepAlive: true, scheduling: "lifo" });
  return {
    send: (request) =>
      new Promise((resolve) => {
        const headers = request.body === undefined ? {} : { "content-type": "application/json" };
        const outgoing = httpRequest(
          new URL(request.path, target),
          { method: request.method, agent, headers, signal: AbortSignal.timeout(TIMEOUT_MS) },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks)) }));
            response.on("error", () => resolve(null));
          },
        );
        outgoing.on("error", () => resolve(null));
        outgoing.end(request.body);
      }),
    close: () => agent.destroy(),
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
