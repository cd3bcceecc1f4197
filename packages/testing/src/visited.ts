import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Visited extends AsyncDisposable {
  /** Asks for each path, one after the other on one connection without waiting in between. Resolves when all are answered. */
  visit(paths: readonly string[]): Promise<void>;
}

/** A service on a free loopback port, and its visitors: fast enough for a hundred thousand requests in a test. */
export async function startVisited(listener: RequestListener): Promise<Visited> {
  let answered = 0;
  const server = createServer((request, response) => {
    response.once("close", () => answered++);
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return {
    async visit(paths) {
      const goal = answered + paths.length;
      const socket = connect(port, "127.0.0.1");
      socket.resume();
      for (let i = 0; i < paths.length; i += 500) {
        const requests = paths.slice(i, i + 500).map((path) => `GET ${path} HTTP/1.1\r\nhost: visited\r\n\r\n`);
        if (!socket.write(requests.join(""))) await once(socket, "drain");
      }
      await until(() => answered >= goal, "every visit is answered");
      socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Asks until it holds; what `holds` throws counts as no. Fails after `limitMs`, naming what was waited for. */
export async function until(holds: () => unknown, what: string, limitMs = 30_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      if (await holds()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await sleep(20);
  }
  throw new Error(`after ${limitMs} ms still not: ${what}`, { cause: last });
}
