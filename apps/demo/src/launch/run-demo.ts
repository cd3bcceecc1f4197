import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type LaunchEnv, SERVICE_NAME } from "../env.ts";
import type { DemoArguments } from "./arguments.ts";
import type { Children, Ended } from "./children.ts";
import { provideDatabase } from "./database.ts";
import { freePort } from "./free-port.ts";
import { askHealth, untilHealthy } from "./health.ts";
import { makeIngestKey } from "./ingest-key.ts";
import { redisAnswers, redisToStart } from "./redis.ts";
import { showServiceLine } from "./service-log.ts";

const VIGIE = new URL("../../../server/dist/main.js", import.meta.url);
const DIRECTORY = new URL("../directory.js", import.meta.url);
const SERVICE = new URL("../service.js", import.meta.url);
const TRAFFIC = new URL("../traffic.js", import.meta.url);
/** The first start makes a Postgres, the service's first start an index. */
const VIGIE_START_SECONDS = 60;
const SERVICE_START_SECONDS = 120;
const DIRECTORY_START_SECONDS = 30;

export interface DemoOptions {
  children: Children;
  env: LaunchEnv;
  demoArguments: DemoArguments;
  stopped: AbortSignal;
  say: (name: string, line: string) => void;
}

/**
 * Starts everything in order and resolves when it is to be stopped: by the signal, or at the end of the traffic with
 * `--exit`. Rejects with one line when a part does not start or ends by itself. The caller stops the children.
 */
export async function runDemo({ children, env, demoArguments, stopped, say }: DemoOptions): Promise<void> {
  const asked = once(stopped, "abort");
  const deaths: Promise<never>[] = [];
  const mustLive = (ended: Promise<Ended>) => {
    const death = ended.then((end) => {
      throw new Error(`${end.name} ended by itself (${end.signal ?? `exit code ${end.code}`}).`);
    });
    death.catch(() => {});
    deaths.push(death);
  };
  const whileAllLive = <T>(work: Promise<T>) => Promise.race([work, ...deaths]);

  /** What only Vigie is told: the others are strangers to it. */
  const strangers = { ...env.all, VIGIE_ADMIN_TOKEN: undefined, VIGIE_SECRET: undefined, DEMO_VIGIE_TOKEN: undefined };
  const redisUrl = env.redisUrl ?? (await startRedis());
  const { adminToken, pageUrl } = await startVigie();
  const ingestKey = env.ingestKey ?? (await whileAllLive(makeKey()));
  stopped.throwIfAborted();
  const databaseUrl = await provideDatabase(env);
  stopped.throwIfAborted();
  const directoryUrl = await startDirectory();
  await startService();
  const traffic = children.start({
    name: "traffic",
    run: { module: TRAFFIC },
    args: ["--target", serviceUrl(), ...demoArguments.traffic],
    env: strangers,
  });
  invite();
  await Promise.race([asked, ...deaths, trafficEnds()]);

  async function startRedis(): Promise<string | undefined> {
    const redis = await redisToStart(env);
    if (!redis) {
      say("demo", "There is no redis-server, so the service runs without a cache. Set REDIS_URL to one to see it.");
      return undefined;
    }
    const { binary, url } = redis;
    mustLive(children.start({ name: "redis", run: { binary }, args: redis.args, env: redis.env, show: redisProblems }));
    await whileAllLive(redisAnswers(url));
    stopped.throwIfAborted();
    return url;
  }

  /** Its admin token, where that is known, and the address that its page is to be opened at. */
  async function startVigie(): Promise<{ adminToken: string | undefined; pageUrl: string }> {
    const { vigieUrl, adminToken: given, ingestKey } = env;
    if ((await askHealth(vigieUrl)) !== null) {
      if (given === undefined && ingestKey === undefined)
        throw new Error(
          `A Vigie answers at ${vigieUrl} already, and asks who sends. Set VIGIE_ADMIN_TOKEN to the one that it was started with, DEMO_VIGIE_TOKEN to an ingest key of it, or PORT to a free port for a new one.`,
        );
      say("demo", `A Vigie answers at ${vigieUrl} already, so that one is used.`);
      return { adminToken: given, pageUrl: vigieUrl };
    }
    if (!existsSync(VIGIE)) throw new Error("Vigie is not built: run `npm run build` first.");
    const adminToken = given ?? randomBytes(32).toString("base64url");
    const settings = { ...env.all, VIGIE_ADMIN_TOKEN: adminToken, ...(redisUrl && { REDIS_URL: redisUrl }) };
    mustLive(children.start({ name: "vigie", run: { module: VIGIE }, env: settings }));
    await whileAllLive(untilHealthy(vigieUrl, { seconds: VIGIE_START_SECONDS, stopped }));
    // Behind # it reaches no server and no log. Whoever chose a token knows it: theirs is not shown.
    return { adminToken, pageUrl: given === undefined ? `${vigieUrl}/sign-in#token=${adminToken}` : vigieUrl };
  }

  async function makeKey(): Promise<string | undefined> {
    if (adminToken === undefined) return undefined;
    return makeIngestKey({ url: env.vigieUrl, adminToken, service: SERVICE_NAME });
  }

  /** The third party that the service asks. */
  async function startDirectory(): Promise<string> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const settings = { ...strangers, PORT: String(port) };
    mustLive(children.start({ name: "directory", run: { module: DIRECTORY }, env: settings }));
    await whileAllLive(untilHealthy(url, { seconds: DIRECTORY_START_SECONDS, stopped }));
    return url;
  }

  async function startService(): Promise<void> {
    const settings = {
      ...strangers,
      HOST: env.serviceHost,
      PORT: String(env.servicePort),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      DIRECTORY_URL: directoryUrl,
      VIGIE_URL: env.vigieUrl,
      VIGIE_TOKEN: ingestKey,
      VIGIE_RELEASE: env.serviceRelease,
    };
    const show = demoArguments.showLogs ? undefined : showServiceLine;
    mustLive(children.start({ name: "service", run: { module: SERVICE }, env: settings, ...(show && { show }) }));
    await whileAllLive(untilHealthy(serviceUrl(), { seconds: SERVICE_START_SECONDS, stopped }));
  }

  function serviceUrl(): string {
    return `http://${env.serviceHost.includes(":") ? `[${env.serviceHost}]` : env.serviceHost}:${env.servicePort}`;
  }

  function invite(): void {
    say(
      "demo",
      `About ${demoArguments.rate} requests a second go to ${serviceUrl()} (try /v1/code/search/hybrid?q=timeout).`,
    );
    say("demo", `Look at ${pageUrl} — Ctrl-C stops everything.`);
  }

  /** Never resolves when Vigie and the service are to go on. */
  async function trafficEnds(): Promise<void> {
    const { code, signal } = await traffic;
    if (code !== 0) throw new Error(`traffic ended by itself (${signal ?? `exit code ${code}`}).`);
    if (demoArguments.exitAfterTraffic || stopped.aborted) return;
    say("demo", `The traffic is over; ${env.vigieUrl} stays until Ctrl-C.`);
    await asked;
  }
}

/** Of Redis, which greets at length, only what went wrong; advice on the machine's settings is not for this use. */
function redisProblems(line: string): string | null {
  return /fatal|error|fail|can't|cannot/i.test(line) && !line.includes(" # WARNING") ? line : null;
}
