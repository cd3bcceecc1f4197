// A service of a few routes. Arguments, as JSON: what Vigie it tells; without one nobody watches it.
import { setTimeout as sleep } from "node:timers/promises";
import { createVigie, type Vigie } from "@vigie/node";
import { vigieFastify } from "@vigie/node/fastify";
import { vigiePino } from "@vigie/node/pino";
import { answer } from "@vigie/testing/child";
import Fastify from "fastify";
import { pino } from "pino";
import { type Done, NUMBERED, NUMBERED_METRIC } from "./numbered.ts";

export interface WatchedBy {
  url: string;
  token: string;
  service: string;
}

const by = process.argv[2] === undefined ? undefined : (JSON.parse(process.argv[2]) as WatchedBy);
const done: Done = { requests: {}, logs: 0, metrics: 0 };
const vigie: Vigie | undefined =
  by && createVigie({ ...by, processMetrics: false, onError: ({ message }) => process.stderr.write(`${message}\n`) });
const nowhere = pino.destination({ dest: "/dev/null", sync: false });
const logger = pino({}, vigie === undefined ? nowhere : vigiePino(vigie, nowhere));

const app = Fastify();
if (vigie !== undefined) await app.register(vigieFastify(vigie));
app.addHook("onRequest", async ({ routeOptions: { url = "" } }, reply) => {
  // Also of those that lost patience.
  reply.raw.once("close", () => {
    done.requests[url] = (done.requests[url] ?? 0) + 1;
  });
});
const tell = () => {
  logger.info({ orderId: done.logs % 1_000 }, `${NUMBERED}${++done.logs}`);
  if (done.logs % 10 === 0) vigie?.metric({ name: NUMBERED_METRIC, value: ++done.metrics });
};
app.get("/quick/:id", async () => {
  tell();
  return { ok: true };
});
app.get("/slow/:id", async () => {
  tell();
  await sleep(5);
  return { ok: true };
});
app.get("/items", async () => {
  tell();
  return { items: Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` })) };
});
const address = await app.listen({ port: 0, host: "127.0.0.1" });

const answers = {
  port: () => Number(new URL(address).port),
  done: () => done,
  stats: () => vigie?.stats(),
  /** Sends what waits, and what of it could not be stored is told as well. */
  flush: async () => {
    await vigie?.flush();
    return vigie?.stats();
  },
  /** Bytes after a collection. Needs --expose-gc. */
  memory: async () => {
    globalThis.gc?.();
    await sleep(20);
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, used: heapUsed + external };
  },
  close: async () => {
    await vigie?.close();
    await app.close();
  },
};
export type WatchedAnswers = typeof answers;
answer(answers);
