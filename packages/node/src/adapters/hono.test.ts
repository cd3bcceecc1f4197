import { once } from "node:events";
import type { Server } from "node:http";
import { Readable } from "node:stream";
import { serve } from "@hono/node-server";
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
import { Hono } from "hono";
import { expect, it } from "vitest";
import { createVigie } from "../index.ts";
import { vigieHono } from "./hono.ts";

function build(contract: AdapterContract) {
  const vigie = createVigie(contract);
  const trace = () => vigie.traceId() ?? "";
  const app = new Hono();
  app.use(vigieHono(vigie));
  // Hono prints what is thrown, unless this is set.
  app.onError((_error, c) => c.text("Internal Server Error", 500));
  app.get("/users/:id", async (c) => {
    await pause(1);
    return c.json({ id: c.req.param("id"), trace: trace() });
  });
  app.post("/users", async (c) => c.json({ bytes: (await c.req.text()).length, trace: trace() }));
  app.get("/wait/:ms", async (c) => {
    const before = trace();
    await pause(Number(c.req.param("ms")));
    return c.json({ trace: trace(), before });
  });
  app.get("/throws/sync", () => {
    throw new Error("sync");
  });
  app.get("/throws/async", async () => {
    await pause(1);
    throw new Error("async");
  });
  const streamed = (chunks: AsyncGenerator<string>) =>
    new Response(Readable.toWeb(Readable.from(chunks).map((chunk) => Buffer.from(chunk))) as ReadableStream);
  app.get("/stream", () => streamed(slowChunks()));
  app.get("/endless", () => streamed(endlessChunks()));
  app.get("/silent", () => new Promise<Response>(() => {}));
  app.get("/calls", async (c) => {
    await callAround(c.req.query("to") ?? "");
    return c.json({});
  });
  app.get("/health", (c) => c.text("ok"));
  app.get("/assets/app.css", (c) => c.text("a{}"));
  const org = new Hono();
  org.get("/items/:item", (c) => c.json({ org: c.req.param("org" as never), item: c.req.param("item") }));
  org.get("/broken", () => {
    throw new Error("nested");
  });
  const api = new Hono();
  api.route("/orgs/:org", org);
  app.route("/api", api);
  return { app, vigie };
}

async function start(contract: AdapterContract) {
  const { app, vigie } = build(contract);
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
  if (!server.listening) await once(server, "listening");
  return {
    url: await listen(server),
    flush: () => vigie.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie.close();
    },
  };
}

describeAdapter("hono", start);

it("records what app.request() answers without a server", async () => {
  const routes: string[] = [];
  const { app, vigie } = build({
    service: "hono",
    asyncContext: true,
    processMetrics: false,
    flushIntervalMs: 1_000,
    transport: async (batch) => {
      routes.push(...batch.rollups.map(({ method, route, status }) => `${method} ${route} ${status}`));
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
  });
  const answer = await app.request("/users/5");
  expect(await answer.json()).toEqual({ id: "5", trace: answer.headers.get("x-trace-id") });
  await app.request("/throws/sync");
  await app.request("/nothing/5");
  await vigie.close();
  expect(routes).toEqual(["GET /users/:id 0,1,0,0,0", "GET /throws/sync 0,0,0,0,1", "GET /nothing/:id 0,0,0,1,0"]);
});
