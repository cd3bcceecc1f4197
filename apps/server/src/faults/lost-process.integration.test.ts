import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createVigieClient } from "@vigie/client";
import { createVigie } from "@vigie/node";
import { vigieHttp } from "@vigie/node/http";
import {
  createDatabase,
  freePort,
  makeDataDir,
  startPostgres,
  startServer,
  startVisited,
  type TestServer,
  until,
} from "@vigie/testing";
import { expect, test } from "vitest";

/*
 * Real services with the real SDK, real servers, real Postgres, and each of them taken away in the middle of it. What must
 * hold afterwards: recorded = stored + reported dropped, and nothing acknowledged is missing or there twice.
 */

const PATHS = Array.from({ length: 20 }, (_, i) => `/things/${String.fromCharCode(97 + i)}`);

function recorderFor({ url, token }: TestServer, options: { queueBytes?: number } = {}) {
  return createVigie({
    service: "shop",
    url,
    token,
    flushIntervalMs: 20,
    backoffMs: 50,
    requestTimeoutMs: 5_000,
    processMetrics: false,
    onError: () => {},
    ...options,
  });
}

const requestCount = async (server: TestServer): Promise<number> => {
  const { api } = await createVigieClient(server).summary.query({ service: "shop", period: "1h" });
  return api.available ? (api.requestCount ?? 0) : 0;
};

const isGone = async (pid: number) => {
  // Killed, it may wait for its parent to look at it.
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat === "" || / Z /.test(stat);
};

test.concurrent("killed three times in mid-batch: everything recorded is stored, exactly once", async () => {
  await using database = await createDatabase();
  const port = await freePort();
  const start = () => startServer({ env: { DATABASE_URL: database.url }, port });
  let server = await start();
  const vigie = recorderFor(server);
  await using service = await startVisited(vigieHttp(vigie, (_request, response) => void response.end("ok")));

  let visiting = true;
  const visits = (async () => {
    while (visiting) await service.visit(PATHS);
  })();
  for (let kill = 0; kill < 3; kill++) {
    const before = vigie.stats().acknowledged;
    await until(() => vigie.stats().acknowledged > before, "batches are acknowledged");
    await server.stop("SIGKILL");
    const recorded = vigie.stats().recorded;
    await until(() => vigie.stats().recorded > recorded, "the service goes on while Vigie is away");
    server = await start();
  }
  visiting = false;
  await visits;
  await until(async () => {
    await vigie.flush();
    return vigie.stats().acknowledged === vigie.stats().recorded;
  }, "all is acknowledged");
  const { recorded, dropped } = vigie.stats();
  expect(dropped).toBe(0);
  expect(await requestCount(server)).toBe(recorded);
  await vigie.close();
  await server.stop();
});

test.concurrent("killed with its own Postgres: the next one takes it over, and nothing acknowledged is lost", async () => {
  const dataDir = await makeDataDir();
  try {
    const port = await freePort();
    const start = () => startServer({ env: { VIGIE_DATA_DIR: dataDir }, port });
    const first = await start();
    const vigie = recorderFor(first);
    await using service = await startVisited(vigieHttp(vigie, (_request, response) => void response.end("ok")));
    await service.visit(PATHS);
    await until(() => vigie.stats().acknowledged > 0, "a batch is acknowledged");
    const visiting = service.visit(Array.from({ length: 2_000 }, (_, i) => PATHS[i % PATHS.length] ?? "/"));
    await first.stop("SIGKILL");
    const orphan = Number((await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
    expect(await isGone(orphan)).toBe(false);

    const second = await start();
    expect(await isGone(orphan)).toBe(true);
    await visiting;
    await until(async () => {
      await vigie.flush();
      return vigie.stats().acknowledged === vigie.stats().recorded;
    }, "all is acknowledged");
    expect(vigie.stats().dropped).toBe(0);
    expect(await requestCount(second)).toBe(vigie.stats().recorded);
    await vigie.close();

    // Another Vigie on the same folder is told, and the one that has it goes on.
    await expect(startServer({ env: { VIGIE_DATA_DIR: dataDir } })).rejects.toThrow(/DATA_DIR_IN_USE.*process id \d+/);
    expect(await requestCount(second)).toBe(vigie.stats().recorded);

    const own = Number((await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
    expect(await second.stop()).toEqual({ code: 0, signal: null });
    expect(await isGone(own)).toBe(true);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

test.concurrent("Postgres stopped for a while: kept, delivered, equal; and whoever asks meanwhile is told, soon", async () => {
  await using cluster = await startPostgres();
  await using server = await startServer({ env: { DATABASE_URL: cluster.url } });
  const client = createVigieClient(server);
  // Small, so that the outage overflows it: dropped must be counted as well.
  const vigie = recorderFor(server, { queueBytes: 6_000 });
  await using service = await startVisited(vigieHttp(vigie, (_request, response) => void response.end("ok")));
  await service.visit(PATHS);
  await until(() => vigie.stats().acknowledged === PATHS.length, "the first visits are acknowledged");

  await cluster.down();
  const health = async () => (await fetch(`${server.url}/health`)).json();
  await until(async () => (await health()).status === "critical", "health says critical", 5_000);
  expect(await health()).toMatchObject({
    status: "critical",
    checks: { postgres: { state: "critical", latencyMs: null } },
  });
  let visiting = true;
  const visits = (async () => {
    for (let i = 0; visiting; i++) await service.visit(PATHS.map((path) => `${path}/${"abcdefghij"[i % 10]}`));
  })();
  const stopped = performance.now();
  while (performance.now() - stopped < 5_000) {
    const asked = performance.now();
    const asks = [
      client.status.current.query({}),
      client.summary.query({ period: "1h" }),
      client.timeline.query({ period: "1h", figures: ["api.p95Ms"], maxPoints: 50 }),
      client.losses.list.query({ period: "1h" }),
    ];
    for (const answer of await Promise.allSettled(asks)) {
      expect(answer).toMatchObject({ status: "rejected", reason: { data: { vigie: { code: "STORE_UNAVAILABLE" } } } });
    }
    expect(performance.now() - asked).toBeLessThan(5_000);
    const answer = await fetch(`${server.url}/v1/batch`, { method: "POST", headers: server.headers, body: "{}" });
    expect(answer.status).toBe(400);
    await new Promise((done) => setTimeout(done, 200));
  }
  await cluster.up();
  // This machine may be short of memory, or slow: that is not what is looked at.
  await until(async () => (await health()).status !== "critical", "health recovers", 10_000);
  await until(
    async () => (await client.status.current.query({})).state !== undefined,
    "questions are answered again",
    5_000,
  );
  visiting = false;
  await visits;
  await until(async () => {
    await vigie.flush();
    const { acknowledged, dropped, recorded } = vigie.stats();
    return acknowledged + dropped === recorded;
  }, "all is acknowledged or dropped");

  const { recorded, acknowledged, dropped } = vigie.stats();
  expect(await requestCount(server)).toBe(acknowledged);
  expect(acknowledged + dropped).toBe(recorded);
  await vigie.flush();
  const losses = await client.losses.list.query({ service: "shop", period: "1h" });
  const reported = losses.filter((loss) => loss.what === "requests").reduce((sum, loss) => sum + loss.count, 0);
  expect(reported).toBe(dropped);
  await vigie.close();
});
