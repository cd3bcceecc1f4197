import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, open, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { VigieError } from "@vigie/protocol";
import postgres from "postgres";
import { problemOf } from "./connection.ts";
import { claimFolder, releaseFolder } from "./data-folder.ts";
import { chooseOwner, type Owner, ownDirectory, run } from "./embedded-owner.ts";
import { freePort } from "./free-port.ts";

const USER = "vigie";
const DATABASE = "vigie";
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 8_000;
/** Between the end of a server that died and its next start. */
const RESTART_AFTER_MS = 1_000;

export interface EmbeddedPostgres {
  /** Connection URL of Vigie's database, with its password; also in `<data folder>/postgres.url`, readable by its owner alone. */
  url: string;
  /** Fast shutdown; resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Vigie's data folder. The cluster is in `postgres/` below it, or where `report` says when root's helper user cannot go there. */
  dataDir: string;
  /** Default: a free one. */
  port?: number;
  /** One line for the person who started it. */
  report?: (line: string) => void;
}

/**
 * Starts a real PostgreSQL 18 on a free loopback port: initialises the cluster at first, takes it over after a Vigie that
 * was killed, and starts it again when it dies. Its process group is its own, so that Ctrl-C reaches Vigie alone, which stops
 * Postgres last. Throws DATA_DIR_UNUSABLE, DATA_DIR_IN_USE or EMBEDDED_POSTGRES_FAILED.
 */
export async function startEmbeddedPostgres({
  dataDir,
  port,
  report = () => {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  await claimFolder(folder);
  const log = join(folder, "postgres.log");
  try {
    const owner = await chooseOwner(folder, report);
    const password = (await savedPassword(folder)) ?? randomBytes(18).toString("hex");
    await stopLeftover(owner.clusterDir);
    await initialise(owner, { folder, password, log, report });
    const cluster = await launch(owner, { port: port ?? (await freePort()), log, report });
    const url = `postgres://${USER}:${password}@127.0.0.1:${cluster.port}/${DATABASE}`;
    await writeFile(join(folder, "postgres.url"), `${url}\n`, { mode: 0o600 });
    try {
      await createDatabase(url);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return {
      url,
      async stop() {
        await cluster.stop();
        await releaseFolder(folder);
      },
    };
  } catch (cause) {
    await releaseFolder(folder);
    if (cause instanceof VigieError) throw cause;
    throw new VigieError("EMBEDDED_POSTGRES_FAILED", { problem: problemOf(cause), log }, cause);
  }
}

async function savedPassword(folder: string): Promise<string | undefined> {
  const url = await readFile(join(folder, "postgres.url"), "utf8").catch(() => "");
  return /^postgres:\/\/[^:]+:([0-9a-f]+)@/.exec(url)?.[1];
}

/** A Postgres that outlived a Vigie that was killed: it holds the cluster's lock, so it is asked to stop first. */
async function stopLeftover(clusterDir: string): Promise<void> {
  const file = await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(file.split("\n")[0]);
  if (!(pid > 0) || !(await isAlive(pid, "postgres"))) return;
  process.kill(pid, "SIGINT");
  for (let waited = 0; waited < STOP_TIMEOUT_MS; waited += 50) {
    await sleep(50);
    if (!(await isAlive(pid, "postgres"))) return;
  }
  process.kill(pid, "SIGQUIT");
  await sleep(500);
}

/** Whether the process runs and, where the system tells, is what we think: ids are used again after a restart. */
async function isAlive(pid: number, name: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  if (process.platform !== "linux") return true;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes(name);
}

interface InitialiseOptions {
  folder: string;
  password: string;
  log: string;
  report: (line: string) => void;
}

async function initialise(owner: Owner, { folder, password, log, report }: InitialiseOptions): Promise<void> {
  const initialised = await readFile(join(owner.clusterDir, "PG_VERSION"), "utf8").catch(() => null);
  if (initialised !== null) return;
  report("Preparing the embedded Postgres …");
  await rm(owner.clusterDir, { recursive: true, force: true });
  await ownDirectory(owner, owner.clusterDir);
  const passwordFile = join(dirname(owner.clusterDir), `.initdb-${process.pid}`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner.ids) await chown(passwordFile, owner.ids.uid, owner.ids.gid);
  // Written before initdb, so that a cluster is never without its password.
  await writeFile(join(folder, "postgres.url"), `postgres://${USER}:${password}@127.0.0.1/${DATABASE}\n`, {
    mode: 0o600,
  });
  try {
    await run(owner, owner.binaries.initdb, [
      `--pgdata=${owner.clusterDir}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ]);
  } catch (cause) {
    await writeFile(log, problemOf(cause), { flag: "a" });
    await rm(owner.clusterDir, { recursive: true, force: true });
    throw cause;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

interface Cluster {
  port: number;
  stop(): Promise<void>;
}

async function launch(
  owner: Owner,
  { port, log, report }: { port: number; log: string; report: (line: string) => void },
): Promise<Cluster> {
  let started = false;
  let stopping = false;
  let server = await spawnServer(owner, { port, log });

  const watch = () => {
    void server.exited.then(async () => {
      if (stopping || !started) return;
      report("The embedded Postgres ended; starting it again.");
      await sleep(RESTART_AFTER_MS);
      if (stopping) return;
      server = await spawnServer(owner, { port, log });
      watch();
    });
  };
  watch();
  await Promise.race([
    acceptsConnections(port),
    server.exited.then(() => {
      if (!started) throw new Error(`it ended during its start; see ${log}`);
    }),
  ]);
  started = true;

  return {
    port,
    async stop() {
      stopping = true;
      server.child.kill("SIGINT");
      const timer = setTimeout(() => server.child.kill("SIGQUIT"), STOP_TIMEOUT_MS);
      await server.exited;
      clearTimeout(timer);
    },
  };
}

async function spawnServer(
  owner: Owner,
  { port, log }: { port: number; log: string },
): Promise<{ child: ChildProcess; exited: Promise<void> }> {
  const logFile = await open(log, "a", 0o600);
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_preload_libraries: "pg_stat_statements",
    max_wal_size: "512MB",
    log_min_messages: "warning",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(owner.binaries.postgres, ["-D", owner.clusterDir, ...flags], {
    ...owner.ids,
    cwd: owner.clusterDir,
    env: { ...process.env, LC_ALL: "C" },
    detached: true,
    stdio: ["ignore", logFile.fd, logFile.fd],
  });
  const exited = new Promise<void>((done) => {
    child.once("exit", () => done());
    child.once("error", () => done());
  });
  await logFile.close();
  return { child, exited };
}

/** Answers as soon as the server takes connections; what it says to a wrong password is an answer too. */
async function acceptsConnections(port: number): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const sql = postgres({
      host: "127.0.0.1",
      port,
      user: USER,
      password: "",
      database: "postgres",
      max: 1,
      connect_timeout: 2,
    });
    try {
      await sql`SELECT 1`;
      return;
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code === "28P01" || code === "28000") return;
      if (Date.now() > deadline) throw error;
    } finally {
      await sql.end({ timeout: 0 });
    }
    await sleep(20);
  }
}

async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const sql = postgres(maintenance.href, { max: 1, onnotice: () => {} });
  try {
    const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`;
    if (!found) await sql.unsafe(`CREATE DATABASE "${DATABASE}"`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
