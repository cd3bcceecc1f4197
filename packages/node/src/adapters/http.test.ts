import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import type { BatchRollup } from "@vigie/protocol";
import {
  type AdapterContract,
  callAround,
  describeAdapter,
  endlessChunks,
  listen,
  pause,
  slowChunks,
  stop,
} from "@vigie/testing/adapters";
import { expect, it } from "vitest";
import { createVigie } from "../index.ts";
import { vigieHttp } from "./http.ts";

/** A handler with routes of its own, as small servers have them. */
const ROUTES: [string, RegExp][] = [
  ["/users/:id", /^\/users\/([^/]+)$/],
  ["/wait/:ms", /^\/wait\/([^/]+)$/],
  ["/api/orgs/:org/items/:item", /^\/api\/orgs\/([^/]+)\/items\/([^/]+)$/],
];

async function start(contract: AdapterContract) {
  const vigie = createVigie(contract);
  const trace = () => vigie.traceId() ?? "";
  const match = (req: IncomingMessage) => {
    const path = (req.url ?? "").split("?")[0] ?? "";
    for (const [route, pattern] of ROUTES) {
      const parts = pattern.exec(path);
      if (parts) return { route, params: parts.slice(1) };
    }
    return { route: path, params: [] };
  };
  const handler = async (req: IncomingMessage, res: ServerResponse) => {
    const { route, params } = match(req);
    const json = (body: unknown) => {
      res.setHeader("content-type", "application/json");
      res.end(JSON.stringify(body));
    };
    switch (route) {
      case "/users/:id":
        await pause(1);
        return json({ id: params[0], trace: trace() });
      case "/users": {
        let bytes = 0;
        req.on("data", (chunk: Buffer) => {
          bytes += chunk.byteLength;
        });
        req.on("end", () => json({ bytes, trace: trace() }));
        return;
      }
      case "/wait/:ms": {
        const before = trace();
        await pause(Number(params[0]));
        return json({ trace: trace(), before });
      }
      case "/stream":
        Readable.from(slowChunks()).pipe(res);
        return;
      case "/endless":
        Readable.from(endlessChunks()).pipe(res);
        return;
      case "/silent":
        return;
      case "/calls":
        await callAround(new URL(req.url ?? "", "http://localhost").searchParams.get("to") ?? "");
        return json({});
      case "/health":
      case "/assets/app.css":
        return json("ok");
      case "/api/orgs/:org/items/:item":
        return json({ org: params[0], item: params[1] });
      default:
        res.statusCode = 404;
        return json("not found");
    }
  };
  const route = (req: IncomingMessage) =>
    ROUTES.find(([, pattern]) => pattern.test((req.url ?? "").split("?")[0] ?? ""))?.[0];
  const server = createServer(vigieHttp(vigie, (req, res) => void handler(req, res), { route }));
  return {
    url: await listen(server),
    flush: () => vigie.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie.close();
    },
  };
}

// What a plain handler throws ends the process, with the SDK as without it.
describeAdapter("node:http", start, { answersErrors: false });

it("counts pipelined requests each by itself, and those that were lost with their connection as aborted", async () => {
  const rollups: BatchRollup[] = [];
  await using app = await start({
    service: "pipelined",
    asyncContext: true,
    processMetrics: false,
    flushIntervalMs: 1_000,
    transport: async (batch) => {
      rollups.push(...batch.rollups);
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
  });
  const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
  let answered = "";
  socket.on("data", (chunk) => (answered += chunk));
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  socket.write(ask("/wait/30") + ask("/users/1") + ask("/users/2") + ask("/silent") + ask("/silent"));
  while (answered.split("HTTP/1.1 200").length < 4) await pause(5);
  socket.destroy();
  while (rollups.reduce((sum, rollup) => sum + rollup.count, 0) < 5) {
    await pause(20);
    await app.flush();
  }
  const of = (route: string) => rollups.filter((rollup) => rollup.route === route);
  const sum = (route: string, key: "count" | "aborted") => of(route).reduce((total, rollup) => total + rollup[key], 0);
  expect([sum("/wait/:ms", "count"), sum("/users/:id", "count"), sum("/silent", "count")]).toEqual([1, 2, 2]);
  expect([sum("/wait/:ms", "aborted"), sum("/users/:id", "aborted"), sum("/silent", "aborted")]).toEqual([0, 0, 2]);
});
