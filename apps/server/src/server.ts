import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { createVigie } from "@vigie/node";
import { VigieError } from "@vigie/protocol";
import {
  createLeadership,
  type EmbeddedPostgres,
  OWN_SERVICE,
  openStore,
  type Store,
  startEmbeddedPostgres,
} from "@vigie/storage";
import type { FastifyInstance } from "fastify";
import { createAccess } from "./access/access.ts";
import { buildApp } from "./app.ts";
import { postgresCollector } from "./collectors/postgres.ts";
import { redisCollector } from "./collectors/redis.ts";
import { startCollectors } from "./collectors/run.ts";
import { systemCollector } from "./collectors/system.ts";
import type { Settings } from "./env.ts";
import { startHealth } from "./health/health.ts";
import { openProbes } from "./health/probes.ts";
import { createCommitGroup } from "./ingest/commit-group.ts";
import { startRuleEvaluation } from "./jobs/alerts.ts";
import { startAnomalyWatch } from "./jobs/anomalies.ts";
import { startDiskGuard } from "./jobs/disk-guard.ts";
import { startUpkeep } from "./jobs/upkeep.ts";
import { createAlertHub } from "./live/alert-hub.ts";
import { createAnnouncements } from "./live/announcements.ts";
import { postgresChannel, redisChannel } from "./live/channels.ts";
import { createLogHub } from "./live/log-hub.ts";
import { startNotifier } from "./notify/notifier.ts";
import { VERSION } from "./version.ts";

const WEB_DIR = fileURLToPath(new URL("../../web/dist", import.meta.url));
/** What is under way when the server stops gets this long to finish, milliseconds. */
const DRAIN_MS = 3_000;

const UNENCRYPTED =
  "Passwords and keys travel unencrypted: put a proxy with TLS in front, and set VIGIE_PUBLIC_URL to its https address.";

export interface VigieServer {
  /** Where the page is. */
  url: string;
  /** Takes nothing new, finishes what is under way, stops. Within 10 s. */
  close(): Promise<void>;
}

export interface ServerOptions {
  settings: Settings;
  /** One line for the person who started it. */
  report?: (line: string) => void;
}

/** Starts Vigie: Postgres if it brings its own, store, collectors, jobs, and the one port. Throws a VigieError that says what to do. */
export async function createVigieServer({ settings, report = () => {} }: ServerOptions): Promise<VigieServer> {
  await requireFreePort(settings);
  const embedded =
    settings.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: settings.dataDir, report }) : undefined;
  const databaseUrl = settings.databaseUrl ?? embedded?.url ?? "";
  try {
    const store = await openStore({ url: databaseUrl });
    return await serve({ settings, store, databaseUrl, embedded, report });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

interface ServeOptions {
  settings: Settings;
  store: Store;
  databaseUrl: string;
  embedded: EmbeddedPostgres | undefined;
  report: (line: string) => void;
}

async function serve({ settings, store, databaseUrl, embedded, report }: ServeOptions): Promise<VigieServer> {
  const now = Date.now;
  const channel = settings.redisUrl
    ? redisChannel(settings.redisUrl, databaseName(databaseUrl))
    : postgresChannel(store);
  const announcements = createAnnouncements(randomUUID(), channel);
  const logHub = createLogHub({ store, announcements, now });
  const alertHub = createAlertHub(store);
  const upkeep = startUpkeep({ store, now, report });
  const guard = await startDiskGuard({
    store,
    databaseUrl,
    minFreeBytes: settings.minFreeBytes,
    maxDatabaseBytes: settings.maxDatabaseBytes,
    listener: logHub,
    makeRoom: upkeep.makeRoom,
    now,
    report,
  });
  const group = createCommitGroup(store, now, logHub);
  const commitGroup = { ...group, submit: guard.around(group.submit) };
  const own = createVigie({
    service: OWN_SERVICE,
    release: settings.release ?? VERSION,
    transport: (batch) => commitGroup.submit(batch),
    asyncContext: false,
  });
  const leadership = createLeadership(databaseUrl);
  const leads = () => leadership.leads();
  // What is not stored cannot be judged: a service whose data waits is not silent.
  const judges = async () => guard.hasSettled() && (await leads());
  const watchedUrl = settings.postgresUrl ?? databaseUrl;
  const redis = redisCollector(settings.redisUrl);
  const collectors = startCollectors({
    collectors: [
      redis,
      postgresCollector({
        url: watchedUrl,
        ownDatabase: isSameServer(watchedUrl, databaseUrl) ? databaseName(databaseUrl) : null,
      }),
      systemCollector(),
    ],
    store,
    leadership,
    hasRoom: guard.hasRoom,
    now,
    report,
  });
  const health = startHealth({
    probes: openProbes({
      databaseUrl,
      pingRedis: redis.notConfigured ? null : redis.ping,
      dataDisk: () => guard.room().disk,
      folder: embedded ? settings.dataDir : ".",
    }),
    unreachable: collectors.unreachable,
    ingestStopped: () => !guard.hasRoom(),
    now,
  });
  const notifier = startNotifier({
    store,
    leads,
    now,
    report,
    settings: { ...settings, publicUrl: () => settings.publicUrl ?? pageAt(settings, app) },
  });
  const rules = startRuleEvaluation({ store, leads: judges, now, report, changed: notifier.wake });
  const anomalies = startAnomalyWatch({ store, leads: judges, now, report });
  const publicUrl = settings.publicUrl ?? pageAt(settings, undefined);
  const access = await createAccess({ ...settings, store, now, publicUrl });
  let draining = false;
  let app: FastifyInstance | undefined;
  const stopAll = async () => {
    draining = true;
    await withinMs(commitGroup.idle(), DRAIN_MS);
    await app?.close();
    await withinMs(
      Promise.allSettled([rules.stop(), anomalies.stop(), guard.stop(), upkeep.stop(), notifier.stop()]),
      2_000,
    );
    await withinMs(Promise.allSettled([health.stop(), collectors.stop()]), 2_000);
    await withinMs(Promise.allSettled([own.close(), access.stop()]), 1_000);
    await withinMs(Promise.allSettled([announcements.close(), alertHub.close()]), 1_000);
    await withinMs(store.close(), 2_000);
    await embedded?.stop();
  };
  try {
    app = await buildApp({
      access,
      trustedProxies: settings.trustedProxies,
      commitGroup,
      preview: (batch) => logHub.notCommitted([batch]),
      api: {
        store,
        now,
        version: VERSION,
        collectorProblem: collectors.problem,
        room: guard.room,
        logFeed: logHub,
        alertFeed: alertHub,
        ruleProblem: rules.problem,
        channelProblem: notifier.problemWith,
        testChannel: notifier.test,
        accountActions: access.actions,
      },
      health: health.current,
      webDir: WEB_DIR,
      own,
      draining: () => draining,
    });
    await app.listen({ host: plainHost(settings), port: settings.port });
    const url = pageAt(settings, app);
    report(`Vigie is at ${url}`);
    const link = await access.firstLink();
    if (link !== null) report(`Nobody has an account yet. Make yours, once and within a day: ${link}`);
    if (!settings.loopback && !publicUrl.startsWith("https:")) report(UNENCRYPTED);
    return { url, close: stopAll };
  } catch (cause) {
    await stopAll();
    throw isTaken(cause) ? portTaken(settings, cause) : cause;
  }
}

/** Where the page is, as far as this process knows. */
function pageAt(settings: Settings, app: FastifyInstance | undefined): string {
  const address = app?.server.address();
  const port = address && typeof address === "object" ? address.port : settings.port;
  const host = settings.host.includes(":") ? `[${plainHost(settings)}]` : settings.host;
  return `http://${host}:${port}`;
}

/** Asked before Postgres is started, so that a second Vigie ends at once and touches nothing. */
function requireFreePort(settings: Settings): Promise<void> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", (cause) =>
      fail(
        isTaken(cause)
          ? portTaken(settings, cause)
          : new VigieError(
              "SETTING_INVALID",
              { name: isForbidden(cause) ? "PORT" : "HOST", problem: cause.message },
              cause,
            ),
      ),
    );
    probe.listen(settings.port, plainHost(settings), () => probe.close(() => done()));
  });
}

/** An IPv6 address without the brackets that it has in a URL. */
function plainHost({ host }: Settings): string {
  return host.replace(/^\[|\]$/g, "");
}

function isForbidden(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EACCES";
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
}

function portTaken({ port, host }: Settings, cause: unknown): VigieError {
  return new VigieError("PORT_TAKEN", { port, host }, cause);
}

function isSameServer(a: string, b: string): boolean {
  const address = ({ hostname, port }: URL) => `${hostname}:${port || "5432"}`;
  return address(new URL(a)) === address(new URL(b));
}

function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

async function withinMs(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise<void>((done) => {
      timer = setTimeout(done, ms);
    }),
  ]);
  clearTimeout(timer);
}
