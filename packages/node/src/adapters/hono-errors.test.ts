import { once } from "node:events";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { type AdapterContract, answerOf, describeErrors, listen, pause, stop, throwing } from "@vigie/testing/adapters";
import { Hono } from "hono";
import { expect, it, vi } from "vitest";
import { createVigie } from "../index.ts";
import { vigieHono } from "./hono.ts";

function build(contract: AdapterContract | undefined) {
  const vigie = contract && createVigie(contract);
  const app = new Hono();
  if (vigie) app.use(vigieHono(vigie));
  app.onError((error, c) => {
    const status = answerOf(error);
    if (status === undefined) return c.text("Internal Server Error", 500);
    return c.json({ handled: error.message }, status as 500);
  });
  app.get("/sync", throwing.sync);
  app.get("/async", async () => throwing.async());
  app.get("/way", async () => {
    await pause(1);
    return throwing.first();
  });
  const org = new Hono();
  org.get("/broken", throwing.nested);
  const nested = new Hono();
  nested.route("/:org", org);
  app.route("/nested", nested);
  app.get("/answered/:status", (c) => throwing.answered(Number(c.req.param("status"))));
  app.get("/line/:line", (c) => throwing.line(c.req.param("line")));
  app.get("/odd/:what", (c) => throwing.odd(c.req.param("what")));
  app.get("/two/:which", (c) => (c.req.param("which") === "first" ? throwing.first() : throwing.second()));
  app.get("/late", () => {
    let isBegun = false;
    const body = new ReadableStream({
      async pull(controller) {
        if (!isBegun) controller.enqueue(Buffer.from("begun"));
        else {
          await pause(20);
          throwing.late();
        }
        isBegun = true;
      },
    });
    return new Response(body);
  });
  app.get("/told", (c) => {
    try {
      throwing.second();
    } catch (error) {
      vigie?.error(error);
    }
    return c.json("fine");
  });
  app.get("/status/:status", (c) => c.json({}, Number(c.req.param("status")) as 500));
  return { app, vigie };
}

async function start(contract: AdapterContract | undefined) {
  const { app, vigie } = build(contract);
  // The server prints what breaks a body off.
  const print = vi.spyOn(console, "error").mockImplementation(() => {});
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
  if (!server.listening) await once(server, "listening");
  return {
    url: await listen(server),
    flush: async () => vigie?.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie?.close();
      print.mockRestore();
    },
  };
}

describeErrors("hono", start);

it("knows errors of what app.request() answers without a server", async () => {
  const types: string[] = [];
  const { app, vigie } = build({
    service: "hono",
    asyncContext: true,
    processMetrics: false,
    flushIntervalMs: 1_000,
    transport: async (batch) => {
      types.push(...batch.errors.map(({ type, sample }) => `${type} ${sample?.route}`));
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
  });
  await app.request("/sync");
  await app.request("/answered/200");
  await vigie?.close();
  expect(types).toEqual(["TypeError /sync"]);
});
