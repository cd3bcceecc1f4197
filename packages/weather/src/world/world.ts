import { once } from "node:events";
import { freePort, startPostgres, startServer, type TestPostgres, type TestServer } from "@vigie/testing";
import { type Child, startChild } from "@vigie/testing/child";
import { type Link, openLink } from "./link.ts";
import type { LoadAnswers } from "./load.ts";
import type { WatchedAnswers, WatchedBy } from "./watched.ts";

/** Built, also for a test that runs from the sources. */
const built = (name: string) => new URL(`../../dist/world/${name}.js`, import.meta.url);
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const TOKEN = "weather-".repeat(5);

export interface WorldOptions {
  /** By which the clocks of service and server can be set off, milliseconds. */
  shiftMs?: number | undefined;
  /** Folder in which Postgres keeps its data; default the system's temporary one. */
  postgresWithin?: string | undefined;
}

/** A Vigie, a service that it watches, what lies between them, and visitors. All are processes of their own, but the links. */
export interface World extends AsyncDisposable {
  postgres: TestPostgres;
  /** From the service to Vigie. */
  toVigie: Link;
  /** From Vigie to Postgres. */
  toPostgres: Link;
  readonly server: TestServer;
  /** Starts one on the same port, after the one before has ended. Resolves when it answers. */
  startServer(): Promise<void>;
  service: Child<WatchedAnswers>;
  /** The same service, of which Vigie knows nothing. */
  bare: Child<WatchedAnswers>;
  visitors: Child<LoadAnswers>;
  /** Where `service` and `bare` listen. */
  ports: { service: number; bare: number };
  /** How `service` tells Vigie. */
  watched: WatchedBy;
  /** Sets a clock off, or back. */
  turnClock(whose: "services" | "server"): void;
}

export async function openWorld({ shiftMs, postgresWithin }: WorldOptions = {}): Promise<World> {
  const opened: AsyncDisposable[] = [];
  const close = async () => {
    for (const signal of SIGNALS) process.off(signal, end);
    // Those that a fault has ended already are no reason to leave the others.
    for (const one of opened.reverse()) await Promise.allSettled([one[Symbol.asyncDispose]()]);
  };
  // Postgres would outlive us.
  const end = () => void close().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, end);
  const keep = <T extends AsyncDisposable>(one: T): T => {
    opened.push(one);
    return one;
  };
  const shifted = {
    NODE_OPTIONS: shiftMs === undefined ? "" : `--import ${built("shift-clock").href}`,
    VIGIE_WEATHER_SHIFT_MS: String(shiftMs ?? 0),
  };
  try {
    const postgres = keep(await startPostgres({ within: postgresWithin }));
    const toPostgres = keep(await openLink(Number(new URL(postgres.url).port)));
    const databaseUrl = new URL(postgres.url);
    databaseUrl.port = String(toPostgres.port);
    const port = await freePort();
    const start = () =>
      startServer({ env: { DATABASE_URL: databaseUrl.href, VIGIE_ADMIN_TOKEN: TOKEN, ...shifted }, port });
    let server = await start();
    keep({ [Symbol.asyncDispose]: async () => void (await server.stop("SIGKILL")) });
    const toVigie = keep(await openLink(port));
    const watched = { service: "shop", url: `http://127.0.0.1:${toVigie.port}`, token: TOKEN };
    const startWatched = (by: WatchedBy[]) =>
      keep(
        startChild<WatchedAnswers>(built("watched"), {
          args: by.map((one) => JSON.stringify(one)),
          execArgv: ["--expose-gc"],
          env: shifted,
        }),
      );
    const [service, bare] = [startWatched([watched]), startWatched([])];
    const visitors = keep(startChild<LoadAnswers>(built("load")));
    return {
      postgres,
      toVigie,
      toPostgres,
      get server() {
        return server;
      },
      async startServer() {
        const { process: gone } = server;
        if (gone.exitCode === null && gone.signalCode === null) await once(gone, "exit");
        server = await start();
      },
      service,
      bare,
      visitors,
      ports: { service: await service.ask("port"), bare: await bare.ask("port") },
      watched,
      turnClock: (whose) => {
        const pids = whose === "services" ? [service.pid, bare.pid] : [server.process.pid ?? 0];
        for (const pid of pids) process.kill(pid, "SIGUSR2");
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
