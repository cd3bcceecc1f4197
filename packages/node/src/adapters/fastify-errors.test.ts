import {
  type AdapterContract,
  answerOf,
  call,
  describeErrors,
  pause,
  Recording,
  throwing,
} from "@vigie/testing/adapters";
import fastify, { type FastifyInstance } from "fastify";
import { expect, it } from "vitest";
import { createVigie } from "../index.ts";
import { vigieFastify } from "./fastify.ts";

async function start(contract: AdapterContract | undefined, extend?: (app: FastifyInstance) => void) {
  const vigie = contract && createVigie(contract);
  const app = fastify({ forceCloseConnections: true });
  if (vigie) app.register(vigieFastify(vigie));
  app.setErrorHandler((error: Error, _request, reply) => {
    // Fastify would answer what is no Error with 200, as if it had been meant.
    if (!(error instanceof Error)) return reply.code(500).send({ odd: true });
    const status = answerOf(error);
    if (status === undefined) return reply.send(error);
    return reply.code(status).send({ handled: error.message });
  });
  app.get("/sync", throwing.sync);
  app.get("/async", async () => throwing.async());
  app.get("/way", (_request, reply) => {
    try {
      throwing.first();
    } catch (error) {
      reply.send(error);
    }
  });
  app.register(
    async (nested) => {
      nested.register(async (org) => void org.get("/broken", throwing.nested), { prefix: "/:org" });
    },
    { prefix: "/nested" },
  );
  app.get<{ Params: { status: string } }>("/answered/:status", ({ params }) =>
    throwing.answered(Number(params.status)),
  );
  app.get<{ Params: { line: string } }>("/line/:line", ({ params }) => throwing.line(params.line));
  app.get<{ Params: { what: string } }>("/odd/:what", ({ params }) => throwing.odd(params.what));
  app.get<{ Params: { which: string } }>("/two/:which", ({ params }) =>
    params.which === "first" ? throwing.first() : throwing.second(),
  );
  app.get("/late", async (_request, reply) => {
    reply.raw.writeHead(200);
    reply.raw.write("begun");
    await pause(1);
    throwing.late();
  });
  app.get("/told", async () => {
    try {
      throwing.second();
    } catch (error) {
      vigie?.error(error);
    }
    return "fine";
  });
  app.get<{ Params: { status: string } }>("/status/:status", async ({ params }, reply) =>
    reply.code(Number(params.status)).send({}),
  );
  extend?.(app);
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    app,
    url,
    flush: async () => vigie?.flush(),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await vigie?.close();
    },
  };
}

describeErrors("fastify 5", (contract) => start(contract));

it("knows errors of hooks and of injected requests, and what clients sent wrong", async () => {
  const recording = new Recording();
  const contract: AdapterContract = {
    service: "errors",
    transport: recording.transport,
    asyncContext: true,
    processMetrics: false,
    flushIntervalMs: 1_000,
  };
  await using app = await start(contract, (instance) => {
    instance.get("/hook", { preHandler: async () => throwing.async() }, async () => "never");
    instance.post("/body", async () => "fine");
  });
  await call(`${app.url}/hook`);
  await app.app.inject("/sync");
  await call(`${app.url}/body`, { method: "POST", headers: { "content-type": "application/json" }, body: "{" });
  await recording.until(3, () => app.flush());
  const seen = recording.errors().map(({ endpoint, type, count }) => `${endpoint} ${type} ${count}`);
  expect(seen.sort()).toEqual([
    "GET /hook RangeError 1",
    "GET /sync TypeError 1",
    "POST /body FastifyError [FST_ERR_CTP_INVALID_JSON_BODY] 1",
  ]);
});
