import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { createVigie, type Vigie, type VigieOptions, type VigieStats } from "@vigie/node";
import { vigieFastify } from "@vigie/node/fastify";
import { vigiePino } from "@vigie/node/pino";
import { vigiePostgres } from "@vigie/node/postgres";
import Fastify from "fastify";
import { pino } from "pino";
import postgres from "postgres";
import { NUMBERED } from "../world/numbered.ts";
import { NOUNS } from "./services.ts";

/** What the services did, by their own count; the SDK has no part in it. */
export interface Told {
  /** Requests answered: by service, and in it by route. */
  requests: Record<string, Record<string, number>>;
  logs: number;
  metrics: number;
}

export interface InstanceOptions {
  service: string;
  /** Its place in the service, and its release. */
  name: string;
  release: string;
  url: string;
  token: string;
  /** Of a Postgres that it works with. */
  databaseUrl: string;
  told: Told;
}

export interface Instance {
  /** One visit; `isFaulty`: it fails more often than not. Resolves when it is answered. */
  visit(isFaulty: boolean): Promise<void>;
  stats(): VigieStats;
  /** Ends when all that it told is stored, or reported as dropped. */
  close(): Promise<void>;
}

type Transport = NonNullable<VigieOptions["transport"]>;

const compress = promisify(gzip);
/** Milliseconds of simulated time. */
const FLUSH_MS = 30_000;
const LOGS_PER_REQUEST = 1 / 4;
const SQL_PER_REQUEST = 1 / 10;
const METRICS_PER_REQUEST = 1 / 20;
const FAILING = 0.004;
const FAILING_IN_FAULT = 0.6;

/**
 * Sends as the SDK does. It takes differences between clocks that are longer than two seconds for wrong clocks: with time that runs so
 * fast, any way to Vigie and back. So the server's time is said to have been that of the middle of it.
 */
function sendTo(url: string, token: string, agent: Agent): Transport {
  const headers = {
    "content-type": "application/json",
    "content-encoding": "gzip",
    authorization: `Bearer ${token}`,
  };
  return async (batch) => {
    const body = await compress(JSON.stringify(batch));
    const sentAt = Date.now();
    const sent = request(`${url}/v1/batch`, {
      method: "POST",
      agent,
      headers: { ...headers, "content-length": body.length },
    });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const told = await text(answer);
    if (answer.statusCode !== 200) throw Object.assign(new Error(told), { status: answer.statusCode });
    return { ...(JSON.parse(told) as Awaited<ReturnType<Transport>>), serverTime: (sentAt + Date.now()) / 2 };
  };
}

/** One process of a service, as far as Vigie can tell: the SDK as anybody uses it, but that visits come without a connection. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { service, name, release, url, token, databaseUrl, told } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const vigie: Vigie = createVigie({
    ...{
      service,
      release,
      transport: sendTo(url, token, agent),
      instance: `${name}-${release}`,
      environment: "production",
    },
    ...{ flushIntervalMs: FLUSH_MS, closeTimeoutMs: 30_000, traceOutgoing: false, recordOutgoing: false },
    onError: ({ message }) => process.stderr.write(`${message}\n`),
  });
  const logger = pino({}, vigiePino(vigie, pino.destination({ dest: "/dev/null", sync: false })));
  const sql = vigiePostgres(vigie, postgres(databaseUrl, { max: 1 }));
  const app = Fastify();
  await app.register(vigieFastify(vigie));
  const counts = told.requests[service] ?? {};
  told.requests[service] = counts;
  app.addHook("onResponse", async ({ method, routeOptions }) => {
    const endpoint = `${method} ${routeOptions.url}`;
    counts[endpoint] = (counts[endpoint] ?? 0) + 1;
  });
  const handle = async (noun: string, id: string, isFaulty: boolean) => {
    vigie.annotate({ "user.id": Math.floor(Math.random() * 5_000), "user.plan": id.length > 3 ? "free" : "paid" });
    if (Math.random() < LOGS_PER_REQUEST)
      logger[Math.random() < 0.1 ? "warn" : "info"](
        { id, noun, took: Math.random() },
        `${NUMBERED}${++told.logs} of ${noun}`,
      );
    if (Math.random() < METRICS_PER_REQUEST) {
      told.metrics++;
      vigie.metric({ name: `${noun}.waiting`, value: Math.random() * 100, labels: { queue: noun } });
    }
    if (Math.random() < SQL_PER_REQUEST)
      await vigie.span(`load ${noun}`, () => sql.unsafe(`SELECT 1 AS ${noun}, ${id.length}`));
    if (Math.random() < (isFaulty ? FAILING_IN_FAULT : FAILING)) throw new Error(`no ${noun} left for ${id}`);
    if (noun === "reviews") await sleep(2);
    return { id, noun, rows: 3 };
  };
  type Visit = { Params: { id?: string }; Headers: { "x-fault"?: string } };
  for (const noun of NOUNS) {
    app.get<Visit>(`/${noun}`, ({ headers }) => handle(noun, "", "x-fault" in headers));
    app.get<Visit>(`/${noun}/:id`, ({ params, headers }) => handle(noun, params.id ?? "", "x-fault" in headers));
    app.post<Visit>(`/${noun}`, ({ headers }) => handle(noun, "new", "x-fault" in headers));
  }
  await app.ready();
  return {
    async visit(isFaulty) {
      const noun = NOUNS[Math.floor(Math.random() ** 2 * NOUNS.length)] ?? "orders";
      const [kind, id] = [Math.random(), Math.floor(Math.random() * 100_000)];
      await app.inject({
        method: kind < 0.15 ? "POST" : "GET",
        url: kind < 0.5 ? `/${noun}` : `/${noun}/${id}?page=${id % 7}`,
        headers: { "user-agent": "endurance/1", accept: "application/json", ...(isFaulty && { "x-fault": "yes" }) },
      });
    },
    stats: () => vigie.stats(),
    async close() {
      for (let settled = 0; settled < 2; ) {
        await vigie.flush();
        const { recorded, acknowledged, dropped, queueBatches } = vigie.stats();
        settled = recorded === acknowledged + dropped && queueBatches === 0 ? settled + 1 : 0;
        await sleep(50);
      }
      await vigie.close();
      agent.destroy();
      await app.close();
      await sql.end({ timeout: 1 });
    },
  };
}
