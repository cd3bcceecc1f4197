import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const WORKSPACE = fileURLToPath(new URL("../../..", import.meta.url));

/** Name under which Vigie knows the service. */
export const SERVICE_NAME = "code-search";

const SEARCHES_PER_FILE = 600;

/** What the service (src/service.ts) is told from outside. */
export interface ServiceEnv {
  /** `HOST`, default 127.0.0.1, and `PORT`, default 4400: where the service listens. */
  host: string;
  port: number;
  /** `DATABASE_URL`: its Postgres database, usually named code_search. */
  databaseUrl: string;
  /** `REDIS_URL`: its cache. Without it every answer is computed. */
  redisUrl: string | undefined;
  /** `VIGIE_URL`, default http://127.0.0.1:4318: who watches it. */
  vigieUrl: string;
  /** `VIGIE_TOKEN`: its ingest key there. */
  vigieToken: string | undefined;
  /** `CODE_DIR`: the node_modules folder to index, default the workspace's own. */
  codeDir: string;
  /** `CODE_FILES`, default 2000: at most so many files are indexed. */
  codeFiles: number;
  /** `SEARCH_HISTORY`: so many searches of the past are kept, default 600 for each of `CODE_FILES`. */
  searchHistory: number;
  /** `DIRECTORY_URL`: the package directory (src/directory.ts). Without it nothing is known of packages but their files. */
  directoryUrl: string | undefined;
  /** `VIGIE_RELEASE`, default 1.0.0: the version that it says it is. */
  release: string;
  /** `DEMO_DURATIONS_FILE`: where the service appends what it measured itself, one line per request. */
  durationsFile: string | undefined;
}

/** What the conductor (src/main.ts) is told from outside; `all` is passed on to Vigie as it is. */
export interface LaunchEnv {
  all: NodeJS.ProcessEnv;
  /** Where Vigie will answer or already does: `HOST` and `PORT` are Vigie's here, as in its own README. */
  vigieUrl: string;
  /** `VIGIE_ADMIN_TOKEN`: Vigie's. Default: a random one for the Vigie that the demo starts. */
  adminToken: string | undefined;
  /** `DEMO_VIGIE_TOKEN`: an ingest key for the service. Default: one that is made, for which the admin token is needed. */
  ingestKey: string | undefined;
  /** Vigie's data folder, in which the embedded Postgres leaves its connection URL. */
  dataDir: string;
  /** `DATABASE_URL`: the Postgres that the user gave Vigie, if any. */
  databaseUrl: string | undefined;
  /** `DEMO_DATABASE_URL`: a database made by hand for the service; then nothing is created. */
  ownDatabaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** `VIGIE_DEMO_REDIS_SERVER` and `VIGIE_DEMO_REDIS_LIBS`: a redis-server to start, and its LD_LIBRARY_PATH. */
  redisServer: string | undefined;
  redisLibs: string | undefined;
  path: string;
  /** `DEMO_HOST`, default 127.0.0.1, and `DEMO_PORT`, default 4400: where the service will listen. */
  serviceHost: string;
  servicePort: number;
  /** `DEMO_RELEASE`: the version that the service says it is. `VIGIE_RELEASE` is Vigie's. */
  serviceRelease: string | undefined;
}

/** What the package directory (src/directory.ts) is told from outside. */
export interface DirectoryEnv {
  /** `PORT`: where it listens, on 127.0.0.1. */
  port: number;
}

/** Throws an Error with one line that names the setting. */
export function readServiceEnv(env: NodeJS.ProcessEnv = process.env): ServiceEnv {
  const databaseUrl = text(env.DATABASE_URL);
  if (!databaseUrl) throw new Error("DATABASE_URL is not set: it names the Postgres database of the code search.");
  const codeFiles = wholeNumber("CODE_FILES", env.CODE_FILES, { fallback: 2_000, min: 1, max: 20_000 });
  return {
    host: text(env.HOST) ?? "127.0.0.1",
    port: port("PORT", env.PORT, 4400),
    databaseUrl,
    redisUrl: text(env.REDIS_URL),
    vigieUrl: text(env.VIGIE_URL) ?? "http://127.0.0.1:4318",
    vigieToken: text(env.VIGIE_TOKEN),
    codeDir: resolve(text(env.CODE_DIR) ?? `${WORKSPACE}/node_modules`),
    codeFiles,
    searchHistory: wholeNumber("SEARCH_HISTORY", env.SEARCH_HISTORY, {
      fallback: codeFiles * SEARCHES_PER_FILE,
      min: 0,
      max: 10_000_000,
    }),
    directoryUrl: text(env.DIRECTORY_URL),
    release: text(env.VIGIE_RELEASE) ?? "1.0.0",
    durationsFile: text(env.DEMO_DURATIONS_FILE),
  };
}

export function readLaunchEnv(env: NodeJS.ProcessEnv = process.env): LaunchEnv {
  const host = text(env.HOST) ?? "127.0.0.1";
  return {
    all: env,
    vigieUrl: `http://${reachable(host)}:${port("PORT", env.PORT, 4318)}`,
    adminToken: text(env.VIGIE_ADMIN_TOKEN),
    ingestKey: text(env.DEMO_VIGIE_TOKEN),
    dataDir: resolve(text(env.VIGIE_DATA_DIR) ?? ".vigie"),
    databaseUrl: text(env.DATABASE_URL),
    ownDatabaseUrl: text(env.DEMO_DATABASE_URL),
    redisUrl: text(env.REDIS_URL),
    redisServer: text(env.VIGIE_DEMO_REDIS_SERVER),
    redisLibs: text(env.VIGIE_DEMO_REDIS_LIBS),
    path: env.PATH ?? "",
    serviceHost: text(env.DEMO_HOST) ?? "127.0.0.1",
    servicePort: port("DEMO_PORT", env.DEMO_PORT, 4400),
    serviceRelease: text(env.DEMO_RELEASE),
  };
}

export function readDirectoryEnv(env: NodeJS.ProcessEnv = process.env): DirectoryEnv {
  return { port: port("PORT", env.PORT, 4401) };
}

/** An address to connect to: `0.0.0.0` and `::` are only for listening. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** A variable that is set to nothing counts as not set. */
function text(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

function port(name: string, value: string | undefined, fallback: number): number {
  return wholeNumber(name, value, { fallback, min: 1, max: 65_535 });
}

function wholeNumber(
  name: string,
  value: string | undefined,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const given = text(value);
  if (given === undefined) return fallback;
  const number = Number(given);
  if (!Number.isInteger(number) || number < min || number > max)
    throw new Error(`${name}=${given} is wrong: it is a whole number from ${min} to ${max}.`);
  return number;
}
