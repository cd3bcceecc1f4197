import { Readable } from "node:stream";
import type { BatchRollup } from "@vigie/protocol";
import {
  type AdapterContract,
  call,
  callAround,
  describeAdapter,
  endlessChunks,
  pause,
  slowChunks,
} from "@vigie/testing/adapters";
import fastify, { type FastifyInstance } from "fastify";
import { expect, it } from "vitest";
import { createVigie } from "../index.ts";
import { vigieFastify } from "./fastify.ts";

async function start(contract: AdapterContract, extend?: (app: FastifyInstance) => void) {
  const vigie = createVigie(contract);
  const trace = () => vigie.traceId() ?? "";
  const app = fastify({ forceCloseConnections: true });
  app.register(vigieFastify(vigie));
  app.get<{ Params: { id: string } }>("/users/:id", async (request) => {
    await pause(1);
    return { id: request.params.id, trace: trace() };
  });
  app.post("/users", async (request) => ({ bytes: JSON.stringify(request.body).length, trace: trace() }));
  app.get<{ Params: { ms: string } }>("/wait/:ms", async (request) => {
    const before = trace();
    await pause(Number(request.params.ms));
    return { trace: trace(), before };
  });
  app.get("/throws/sync", () => {
    throw new Error("sync");
  });
  app.get("/throws/async", async () => {
    await pause(1);
    throw new Error("async");
  });
  app.get("/stream", (_request, reply) => reply.send(Readable.from(slowChunks())));
  app.get("/endless", (_request, reply) => reply.send(Readable.from(endlessChunks())));
  app.get("/silent", () => new Promise(() => {}));
  app.get<{ Querystring: { to: string } }>("/calls", async (request) => {
    await callAround(request.query.to);
    return {};
  });
  app.get("/health", async () => "ok");
  app.get("/assets/app.css", async () => "a{}");
  app.register(
    async (api) => {
      api.register(
        async (org) => {
          org.get<{ Params: { org: string; item: string } }>("/items/:item", async ({ params }) => params);
          org.get("/broken", () => {
            throw new Error("nested");
          });
        },
        { prefix: "/orgs/:org" },
      );
    },
    { prefix: "/api" },
  );
  extend?.(app);
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    url,
    flush: () => vigie.flush(),
    vigie,
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await vigie.close();
    },
  };
}

describeAdapter("fastify 5", (contract) => start(contract));

it("gives a hijacked reply its trace id, and counts what it writes", async () => {
  const rollups: BatchRollup[] = [];
  await using app = await start(collectInto(rollups), (instance) => {
    instance.get("/events", (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": "text/event-stream" });
      reply.raw.write("data: 1\n\n");
      reply.raw.end();
    });
  });
  const answer = await call(`${app.url}/events`);
  expect(answer.headers["x-trace-id"]).toMatch(/^[0-9a-f]{32}$/);
  while (app.vigie.stats().recorded < 1) await pause(5);
  await app.flush();
  expect(rollups.map((rollup) => rollup.sentBytes)).toEqual([9]);
});

it("does not take what the host does after the response, such as logging, for the request's time", async () => {
  const rollups: BatchRollup[] = [];
  await using app = await start(collectInto(rollups), (instance) => {
    instance.addHook("onResponse", async () => {
      const until = performance.now() + 300;
      while (performance.now() < until);
    });
  });
  await call(`${app.url}/wait/1`);
  while (app.vigie.stats().recorded < 1) await pause(5);
  await app.flush();
  expect(rollups[0]?.maxMs).toBeLessThan(300);
});

function collectInto(rollups: BatchRollup[]): AdapterContract {
  return {
    service: "collected",
    asyncContext: true,
    processMetrics: false,
    flushIntervalMs: 1_000,
    transport: async (batch) => {
      rollups.push(...batch.rollups);
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
  };
}
