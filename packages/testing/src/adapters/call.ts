import { type Agent, type IncomingHttpHeaders, request } from "node:http";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface CallOptions {
  method?: string;
  /** A list of values sends the header several times. */
  headers?: Record<string, string | string[]>;
  body?: string;
  /** Default: a connection of its own. */
  agent?: Agent | false;
}

/** One request by node:http, which sends exactly what it is told to. Rejects when the connection breaks off. */
export function call(url: string, options: CallOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: options.method ?? "GET",
      agent: options.agent ?? false,
      headers: options.headers ?? {},
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    outgoing.end(options.body);
  });
}

/** Sends a request and hangs up: after the first bytes of the answer, or after `waitMs` when none come. */
export function hangUp(url: string, after: "first bytes" | { waitMs: number }): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = request(url, { agent: false });
    outgoing.on("error", () => {});
    outgoing.on("close", resolve);
    const leave = () => outgoing.destroy();
    if (after === "first bytes") outgoing.on("response", (response) => response.once("data", leave));
    else setTimeout(leave, after.waitMs);
    outgoing.end();
  });
}
