import { once } from "node:events";
import { createServer } from "node:http";
import { createVigie } from "@vigie/node";
import { vigieHttp } from "@vigie/node/http";
import { ADMIN_TOKEN } from "@vigie/testing";

/** A load that nobody stops ends by itself. */
const LONGEST_LOAD_MS = 240_000;

export interface Shop {
  /** Requests that were sent to it, all of which it answered. */
  sent(): number;
  /** Sends so many requests, a few at a time. Resolves when all are answered and, with Vigie there, stored. */
  visit(count: number, path?: string): Promise<void>;
  /** Sends requests until what it returns is called, which resolves when the last is answered. */
  visitSteadily(perSecond: number): () => Promise<void>;
  /** From now on it answers 500, or 200 again. */
  breakDown(isBroken: boolean): void;
  stop(): Promise<void>;
}

export interface ShopOptions {
  /** Where Vigie is. */
  url: string;
  name?: string;
  release?: string;
}

/** A small service, watched by Vigie like any other. */
export async function startShop({ url, name = "shop", release = "r1" }: ShopOptions): Promise<Shop> {
  // Its process is the one that drives the browser, whose event loop says nothing about a service.
  const vigie = createVigie({
    service: name,
    release,
    url,
    token: ADMIN_TOKEN,
    processMetrics: false,
    onError: () => {},
  });
  let isBroken = false;
  let sent = 0;
  const server = createServer(
    vigieHttp(vigie, (request, response) => {
      response.statusCode = isBroken ? 500 : request.url === "/missing" ? 404 : 200;
      // A latency to look at, and not the same for all.
      setTimeout(() => response.end(`${request.url}\n`), 2 + Math.random() * 8);
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;

  const send = async (path = `/products/${sent % 50}`) => {
    sent++;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    await answer.arrayBuffer();
  };
  const stops = new Set<() => Promise<void>>();

  return {
    sent: () => sent,
    async visit(count, path) {
      for (let left = count; left > 0; left -= 10)
        await Promise.all(Array.from({ length: Math.min(10, left) }, () => send(path)));
      await vigie.flush();
    },
    visitSteadily(perSecond) {
      const open = new Set<Promise<void>>();
      const one = () => {
        const visit = send();
        open.add(visit);
        // Who stops the load waits for `open` and hears of a failure there.
        void visit.catch(() => {}).finally(() => open.delete(visit));
      };
      const timer = setInterval(one, 1000 / perSecond);
      const limit = setTimeout(() => clearInterval(timer), LONGEST_LOAD_MS);
      const stop = async () => {
        clearInterval(timer);
        clearTimeout(limit);
        stops.delete(stop);
        await Promise.all(open);
      };
      stops.add(stop);
      return stop;
    },
    breakDown(broken) {
      isBroken = broken;
    },
    async stop() {
      await Promise.all([...stops].map((stop) => stop().catch(() => {})));
      server.close();
      server.closeAllConnections();
      await vigie.close();
    },
  };
}
