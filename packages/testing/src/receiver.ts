import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a receiver does with a request: answers a status, or whatever it likes with the response. */
export type Answering = number | ((response: ServerResponse, request: Received) => void);

export interface Receiver extends AsyncDisposable {
  url: string;
  /** In the order in which they came. */
  received: Received[];
  /** How many times somebody connected. */
  connections(): number;
  /** The next requests are answered so, one after the other, the last way for ever. 200 until this is called. */
  answer(...ways: Answering[]): void;
}

/** A web server on loopback that takes whatever is posted to it, and misbehaves as told. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let ways: Answering[] = [200];
  let connections = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const one = { path: request.url ?? "", headers: request.headers, body };
      received.push(one);
      const way = (ways.length > 1 ? ways.shift() : ways[0]) ?? 200;
      if (typeof way === "number") response.writeHead(way).end();
      else way(response, one);
    });
  });
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`,
    received,
    connections: () => connections,
    answer(...given) {
      ways = given;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
