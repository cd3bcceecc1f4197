import { once } from "node:events";
import { Agent, request } from "node:http";
import type { AddressInfo } from "node:net";
import { type Batch, VigieError } from "@vigie/protocol";
import { openStore, type Store } from "@vigie/storage";
import { createDatabase, makeBatch, makeRollup, storedRequests, type TestDatabase } from "@vigie/testing";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCommitGroup } from "./commit-group.ts";
import { ingestRoutes } from "./routes.ts";

const SENDER = "x-sender";

let database: TestDatabase;
let store: Store;
let app: FastifyInstance;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  database = await createDatabase();
  store = await openStore({ url: database.url, connections: 4 });
  app = Fastify();
  // In place of keys: who sends is what this header says.
  app.addHook("onRequest", async (request) => {
    Object.assign(request, { caller: { kind: "key", id: request.headers[SENDER], service: null } });
  });
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof VigieError)) return reply.code(500).send(String(error));
    return reply.code(error.status).header("retry-after", String(error.details.waitSeconds)).send(error.toBody());
  });
  const commitGroup = createCommitGroup(store, Date.now, { committed() {}, notCommitted() {}, readers: () => 0 });
  await app.register(ingestRoutes, { commitGroup, preview() {}, now: Date.now });
  await app.listen({ host: "127.0.0.1", port: 0 });
});

afterAll(async () => {
  agent.destroy();
  await app?.close();
  await store?.close();
  await database?.[Symbol.asyncDispose]();
});

interface Answer {
  status: number;
  retryAfterSeconds: number;
  code: string | undefined;
  duplicate: boolean | undefined;
}

async function post(sender: string, body: string): Promise<Answer> {
  const { port } = app.server.address() as AddressInfo;
  const headers = { [SENDER]: sender, "content-length": Buffer.byteLength(body) };
  const call = request({ host: "127.0.0.1", port, path: "/v1/batch", method: "POST", agent, headers });
  call.end(body);
  const [response] = await once(call, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  const { error, duplicate } = JSON.parse(text);
  return {
    status: response.statusCode,
    retryAfterSeconds: Number(response.headers["retry-after"]),
    code: error?.code,
    duplicate,
  };
}

const batchOf = (service: string, requests: number): Batch =>
  makeBatch(Date.now(), {
    resource: { service, instance: "i", sdk: "testing/1" },
    rollups: [makeRollup({ atMs: Date.now(), durations: new Array(requests).fill(5) })],
  });

/** As large as a body may be, and cheap to read. */
const PADDING = "p".repeat(1_000_000);

test("one that sends far too much is told to wait and loses nothing; a quiet one is taken every time", async () => {
  const BATCHES = 100;
  let refused = 0;
  /** Sends it until it is stored, as an SDK does. */
  const deliver = async (batch: Batch): Promise<void> => {
    const body = JSON.stringify({ ...batch, padding: PADDING });
    for (;;) {
      const answer = await post("noisy", body);
      if (answer.status === 200) return expect(answer.duplicate).toBe(false);
      expect(answer).toMatchObject({ status: 429, code: "RATE_LIMITED" });
      expect(answer.retryAfterSeconds).toBeGreaterThan(0);
      refused++;
      await new Promise((done) => setTimeout(done, answer.retryAfterSeconds * 1000 * (1 + Math.random())));
    }
  };
  let isNoisy = true;
  const noise = Promise.all(Array.from({ length: BATCHES }, () => deliver(batchOf("noisy", 2)))).finally(() => {
    isNoisy = false;
  });
  const statuses: number[] = [];
  while (isNoisy) {
    statuses.push((await post("quiet", JSON.stringify(batchOf("quiet", 1)))).status);
    await new Promise((done) => setTimeout(done, 100));
  }
  await noise;

  expect(refused).toBeGreaterThan(0);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await storedRequests(store.sql, "noisy")).toBe(BATCHES * 2);
  expect(await storedRequests(store.sql, "quiet")).toBe(statuses.length);
});

test("a fleet of a thousand that sends under one key is stored", async () => {
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () => post("fleet", JSON.stringify(batchOf("fleet", 1)))),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await storedRequests(store.sql, "fleet")).toBe(1_000);
});

// A sender that hangs up at once would otherwise have as many batches in memory as it likes.
test("who hangs up gives its place back, once its batch is done", async () => {
  const { port } = app.server.address() as AddressInfo;
  for (let i = 0; i < 1_200; i++) {
    const headers = { [SENDER]: "hasty", "content-length": 1_000 };
    const call = request({ host: "127.0.0.1", port, path: "/v1/batch", method: "POST", headers });
    call.on("error", () => {});
    call.write("{");
    if (i % 100 === 99) await new Promise((done) => setTimeout(done, 20));
    call.destroy();
  }
  await expect
    .poll(async () => (await post("hasty", JSON.stringify(batchOf("hasty", 1)))).status, { timeout: 20_000 })
    .toBe(200);
});
