import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVigieClient } from "@vigie/client";
import { createDatabase, freePort, startServer, storedRequests, type TestDatabase } from "@vigie/testing";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

let database: TestDatabase;
let folder: string;
/** Ends what a test started, also when it failed half way. */
let endDemo: (() => Promise<unknown>) | undefined;

beforeEach(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), "vigie-demo-"));
});

afterEach(async () => {
  await endDemo?.();
  endDemo = undefined;
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  await sql`DROP DATABASE IF EXISTS code_search WITH (FORCE)`;
  await sql`DROP ROLE IF EXISTS code_search`;
  await sql.end();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function startDemo(argv: string[], settings: NodeJS.ProcessEnv = {}) {
  const [vigiePort, servicePort] = [await freePort(), await freePort()];
  const { HOME = "" } = process.env;
  const child = spawn(process.execPath, [MAIN, ...argv], {
    // No PATH: without a redis-server.
    env: {
      HOME,
      PATH: "",
      DATABASE_URL: database.url,
      VIGIE_DATA_DIR: folder,
      PORT: String(vigiePort),
      DEMO_PORT: String(servicePort),
      CODE_FILES: "60",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const output of [child.stdout, child.stderr])
    output.on("data", (chunk) => {
      printed += chunk;
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  endDemo = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
  };
  const vigie = `http://127.0.0.1:${vigiePort}`;
  /** The token in the link that it prints. */
  const token = () => /Look at (\S+)\/sign-in#token=(\S+) /.exec(printed)?.[2] ?? "";
  const client = () => createVigieClient({ url: vigie, token: token() });
  return { child, ended, printed: () => printed, vigie, token, client, servicePort };
}

/** The process that runs this program as a child of the conductor. */
async function childOf(conductor: ChildProcess, program: string): Promise<number> {
  const listed = spawn("/bin/ps", ["-eo", "pid,ppid,args"], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  listed.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(listed, "close");
  const line = text
    .split("\n")
    .find((one) => one.includes(program) && one.trim().split(/\s+/)[1] === String(conductor.pid));
  return Number(line?.trim().split(/\s+/)[0]);
}

/** Where it is, the cache takes part. */
const redis = {
  VIGIE_DEMO_REDIS_SERVER: process.env.VIGIE_TEST_REDIS_SERVER,
  VIGIE_DEMO_REDIS_LIBS: process.env.VIGIE_TEST_REDIS_LIBS,
};

test("Vigie shows every request that the traffic sent, with the quantiles that the service measured", async () => {
  const [report, durationsFile] = [join(folder, "report.jsonl"), join(folder, "durations.txt")];
  const from = new Date().toISOString();
  const demo = await startDemo(["--rate", "30", "--duration", "5", "--seed", "1", "--report", report], {
    ...redis,
    DEMO_DURATIONS_FILE: durationsFile,
  });
  await vi.waitFor(() => expect(demo.printed()).toContain("The traffic is over"), { timeout: 50_000, interval: 100 });
  const totals = JSON.parse((await readFile(report, "utf8")).trim().split("\n").at(-1) ?? "{}");
  expect(totals.failed).toBe(0);
  expect(totals.sent).toBeGreaterThan(40);

  const client = demo.client();
  const shown = await vi.waitFor(
    async () => {
      const { api } = await client.summary.query({
        service: "code-search",
        period: { from, to: new Date().toISOString() },
      });
      if (!api.available) throw new Error(api.reason);
      expect(api.requestCount).toBe(totals.sent);
      return api;
    },
    { timeout: 15_000, interval: 200 },
  );
  const serverErrors = Object.entries<number>(totals.answered).filter(([status]) => status >= "500");
  expect(shown.serverErrorCount).toBe(serverErrors.reduce((sum, [, count]) => sum + count, 0));

  demo.child.kill("SIGINT");
  expect(await demo.ended, demo.printed()).toBe(0);
  const lines = (await readFile(durationsFile, "utf8")).trim().split("\n");
  expect(lines).toHaveLength(totals.sent);
  const durations = lines.map((line) => Number(line.split(" ")[3])).sort((a, b) => a - b);
  for (const [q, ms] of [
    [0.5, shown.p50Ms],
    [0.95, shown.p95Ms],
    [0.99, shown.p99Ms],
  ] as const) {
    // One request that was interrupted between the two readings of its end moves every rank by one.
    const rank = Math.ceil(q * durations.length) - 1;
    const near = [rank - 1, rank, rank + 1].flatMap((at) => durations[at] ?? []);
    const off = Math.min(...near.map((exact) => Math.abs((ms ?? 0) / exact - 1)));
    expect(off, `P${q * 100}: ${ms} ms, exactly ${near} ms`).toBeLessThanOrEqual(0.011);
  }
});

test("Vigie ranks first what wastes the most, names SQL, and tells two causes of failures apart", async () => {
  const report = join(folder, "report.jsonl");
  const demo = await startDemo(["--rate", "40", "--duration", "25", "--seed", "1", "--report", report], {
    ...redis,
    CODE_FILES: "300",
    SEARCH_HISTORY: "600000",
  });
  await vi.waitFor(() => expect(demo.printed()).toContain("The traffic is over"), { timeout: 90_000, interval: 200 });
  const { byEndpoint } = JSON.parse((await readFile(report, "utf8")).trim().split("\n").at(-1) ?? "{}");

  const client = demo.client();
  const scope = { service: "code-search", period: "1h" } as const;
  const named = <T extends { method: string; route: string }>(list: T[], name: string): T => {
    const found = list.find(({ method, route }) => `${method} ${route}` === name);
    if (!found) throw new Error(`${name} is not there`);
    return found;
  };
  const stats = await vi.waitFor(
    async () => {
      const { endpoints } = await client.endpoints.stats.query(scope);
      for (const [name, count] of Object.entries(byEndpoint))
        if (!name.endsWith("(unmatched)")) expect(named(endpoints, name).requestCount, name).toBe(count);
      return endpoints;
    },
    { timeout: 15_000, interval: 200 },
  );

  const wasteful = named(stats, "GET /v1/code/search/related");
  // What is slow, this machine decides: on a fast one hardly anything takes the default of 250 ms, on a busy one everything does.
  const thresholdMs = 0.5 * (wasteful.p50Ms ?? 0);
  const { endpoints: slow } = await client.endpoints.slow.query({ ...scope, thresholdMs });
  expect(slow[0]).toMatchObject({ method: "GET", route: "/v1/code/search/related" });
  const { sqlMs, ownMs, poolMs, cacheMs, httpMs, totalMs } = named(slow, "GET /v1/code/search/related").time;
  expect(sqlMs).toBeGreaterThan(0.7 * totalMs);
  expect(sqlMs + ownMs + poolMs + cacheMs + httpMs).toBeCloseTo(totalMs, 3);
  const slowest = named(stats, "GET /v1/code/search/report");
  // Medians: the tail of either is this machine's.
  expect(slowest.p50Ms).toBeGreaterThan(wasteful.p50Ms ?? 0);
  expect(slowest.requestCount).toBeLessThan(wasteful.requestCount / 10);

  const part = async (route: string) => {
    const { time, stats } = await client.endpoints.get.query({ ...scope, method: "GET", route });
    if (!time || !stats) throw new Error(`${route} had no request`);
    return { ...time, requestCount: stats.requestCount };
  };
  const outline = await part("/v1/code/packages/:name/files");
  expect((outline.sqlCount ?? 0) / outline.requestCount).toBeGreaterThan(5);
  const described = await part("/v1/code/packages/:name");
  expect(described.httpCount).toBe(described.requestCount);
  expect(described.httpMs).toBeGreaterThan(0.5 * described.totalMs);

  const { endpoints: hotspots } = await client.endpoints.errorHotspots.query(scope);
  const { groups } = named(hotspots, "GET /v1/code/packages/:name");
  expect(groups.map(({ type }) => type).sort()).toEqual(["DirectoryError", "TypeError"]);
  const bug = groups.find(({ type }) => type === "TypeError");
  expect(bug).toMatchObject({ place: expect.stringContaining("describePackage"), releases: ["1.0.0"] });
  expect(bug?.sample?.stack).toMatch(/describePackage .*src\/packages\/describe\.ts:\d+/);
}, 120_000);

test("at the end of its time all of it stops in order, and nothing is lost", async () => {
  const report = join(folder, "report.jsonl");
  const demo = await startDemo(["--rate", "30", "--duration", "3", "--exit", "--report", report]);
  expect(await demo.ended, demo.printed()).toBe(0);
  const { sent } = JSON.parse((await readFile(report, "utf8")).trim().split("\n").at(-1) ?? "{}");
  expect(demo.printed()).toContain(`recorded ${sent} requests, Vigie stored ${sent}, dropped 0`);
  expect(demo.printed()).toContain("There is no redis-server");
  await expect(fetch(`${demo.vigie}/health`)).rejects.toThrow();

  // The service is a stranger: it cannot read what Vigie keeps.
  const sql = postgres(database.url, { max: 1 });
  const [owner] = await sql`SELECT pg_get_userbyid(datdba) AS name FROM pg_database WHERE datname = 'code_search'`;
  expect(owner?.name).toBe("code_search");
  const [role] = await sql`SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'code_search'`;
  expect(role).toEqual({ rolsuper: false, rolcreatedb: false });
  await sql.end();
});

test("the link that it prints signs in, and its service has a key for itself alone", async () => {
  const demo = await startDemo(["--rate", "10"]);
  await vi.waitFor(() => expect(demo.printed()).toContain("Look at"), { timeout: 40_000, interval: 100 });
  const answer = await fetch(`${demo.vigie}/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: demo.token() }),
  });
  expect(answer.status).toBe(204);
  expect(answer.headers.get("set-cookie")).toContain("HttpOnly");
  expect((await fetch(`${demo.vigie}/trpc/services.list`)).status).toBe(401);
  const keys = await demo.client().keys.list.query();
  expect(keys).toMatchObject([{ name: "demo", kind: "ingest", service: "code-search", revokedAt: null }]);
});

test("at a Vigie that runs already it says what it needs, and sends with the key that it is given", async () => {
  await using vigie = await startServer({ env: { DATABASE_URL: database.url } });
  const at = { PORT: new URL(vigie.url).port };
  const stranger = await startDemo([], at);
  expect(await stranger.ended).toBe(1);
  expect(stranger.printed()).toMatch(/asks who sends. Set VIGIE_ADMIN_TOKEN .* DEMO_VIGIE_TOKEN .* PORT/);

  const { keys } = createVigieClient(vigie);
  const { key } = await keys.create.mutate({ kind: "ingest", name: "mine", service: "code-search" });
  const demo = await startDemo(["--rate", "10", "--duration", "2", "--exit"], { ...at, DEMO_VIGIE_TOKEN: key });
  expect(await demo.ended, demo.printed()).toBe(0);
  expect(demo.printed()).toContain(`Look at ${vigie.url} `);
  expect(await keys.list.query()).toHaveLength(1);
  const sql = postgres(database.url, { max: 1 });
  expect(await storedRequests(sql, "code-search")).toBeGreaterThan(5);
  await sql.end();
});

test("when one part dies, the others stop and it is said which", async () => {
  const demo = await startDemo(["--rate", "10"]);
  await vi.waitFor(() => expect(demo.printed()).toContain("Look at"), { timeout: 40_000, interval: 100 });
  process.kill(await childOf(demo.child, "dist/service.js"), "SIGKILL");
  expect(await demo.ended).toBe(1);
  expect(demo.printed()).toContain("service ended by itself (SIGKILL)");
  await expect(fetch(`${demo.vigie}/health`)).rejects.toThrow();
});

test("Ctrl-C while it starts ends all of it cleanly", async () => {
  const demo = await startDemo([]);
  await vi.waitFor(() => expect(demo.printed()).toContain("Vigie is at"), { timeout: 40_000, interval: 20 });
  demo.child.kill("SIGINT");
  expect(await demo.ended, demo.printed()).toBe(0);
  await expect(fetch(`${demo.vigie}/health`)).rejects.toThrow();
});

test("a conductor that is killed leaves nobody behind", async () => {
  const demo = await startDemo(["--rate", "10"]);
  await vi.waitFor(() => expect(demo.printed()).toContain("Look at"), { timeout: 40_000, interval: 100 });
  demo.child.kill("SIGKILL");
  const isGone = (url: string) => expect(fetch(url)).rejects.toThrow();
  await vi.waitFor(() => isGone(`${demo.vigie}/health`), { timeout: 15_000, interval: 200 });
  await vi.waitFor(() => isGone(`http://127.0.0.1:${demo.servicePort}/health`), { timeout: 15_000, interval: 200 });
});

test("a wrong option is told before anything starts", async () => {
  const demo = await startDemo(["--rate", "none"]);
  expect(await demo.ended).toBe(1);
  expect(demo.printed()).toContain("--rate none is wrong");
  expect(demo.printed()).not.toContain("Vigie is at");
});
