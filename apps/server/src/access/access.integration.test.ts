import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appRouter } from "@vigie/api";
import { createVigie } from "@vigie/node";
import { OWN_SERVICE, openStore, type Store } from "@vigie/storage";
import { createDatabase, makeBatch, type TestDatabase } from "@vigie/testing";
import { makeApiContext } from "@vigie/testing/api";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildApp } from "../app.ts";
import { type HealthWatch, startHealth } from "../health/health.ts";
import { openProbes } from "../health/probes.ts";
import { createCommitGroup } from "../ingest/commit-group.ts";
import { guardAccess } from "./access.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const bearer = { authorization: `Bearer ${TOKEN}` };
const HTML = { accept: "text/html" };

let database: TestDatabase;
let store: Store;
let health: HealthWatch;
let webDir: string;
const own = createVigie({ service: OWN_SERVICE, processMetrics: false, transport: () => new Promise(() => {}) });
const apps: FastifyInstance[] = [];
/** Bound to all addresses, and to this machine alone. */
let open: FastifyInstance;
let local: FastifyInstance;

async function build(loopback: boolean): Promise<FastifyInstance> {
  const app = await buildApp({
    access: { adminToken: TOKEN, loopback },
    commitGroup: createCommitGroup(store, Date.now, { committed() {}, notCommitted() {}, readers: () => 0 }),
    preview: () => {},
    api: makeApiContext(store),
    health: health.current,
    webDir,
    own,
    draining: () => false,
  });
  apps.push(app);
  return app;
}

beforeAll(async () => {
  database = await createDatabase();
  store = await openStore({ url: database.url, connections: 2 });
  const probes = openProbes({ databaseUrl: database.url, pingRedis: null, folder: "." });
  health = startHealth({ probes, unreachable: () => [] });
  // Below a folder called assets, as a clone may be: only the page's own assets never change.
  const parent = await mkdtemp(join(tmpdir(), "vigie-web-"));
  webDir = join(parent, "assets", "dist");
  await mkdir(join(webDir, "assets"), { recursive: true });
  await writeFile(join(parent, "package.json"), "secret");
  await writeFile(join(webDir, "index.html"), "<title>page</title>");
  await writeFile(join(webDir, "assets", "main-abc.js"), "1");
  open = await build(false);
  local = await build(true);
  await Promise.all([open.ready(), local.ready()]);
});

afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await own.close();
  await health?.stop();
  await store?.close();
  await database?.[Symbol.asyncDispose]();
  await rm(join(webDir, "..", ".."), { recursive: true, force: true });
});

const statusOf = async (app: FastifyInstance, options: InjectOptions) => (await app.inject(options)).statusCode;
/** `GET /a` for each route that Fastify knows, from its own print-out: a tree whose branches are parts of paths. */
function routesOf(app: FastifyInstance): string[] {
  const above: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", part = "", methods] = /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? [];
      const depth = indent.length / 4;
      above.length = depth;
      above[depth] = part;
      return methods ? methods.split(", ").map((method) => `${method} ${above.join("")}`) : [];
    });
}

describe("every door asks", () => {
  test("routes that anybody may call are these, all others ask for a token", async () => {
    const known = routesOf(open);
    expect(known).toContain("POST /v1/batch");
    const answers: Record<string, number> = {};
    for (const route of known) {
      const [method = "", url = ""] = route.split(" ");
      const path = url.replace("*", "nothing");
      answers[route] = await statusOf(open, { method: method as "GET", url: path, headers: { host: "vigie.example" } });
    }
    // Below /trpc each procedure asks for its role by itself: see the next test.
    const free = Object.keys(answers).filter((route) => answers[route] !== 401 && !route.includes(" /trpc/"));
    expect(free.sort()).toEqual(
      ["/", "/assets/main-abc.js", "/health", "/index.html"].flatMap((path) => [`GET ${path}`, `HEAD ${path}`]).sort(),
    );
    expect(answers["POST /session"]).toBe(401);
  });

  test("every procedure names a role and refuses without it", async () => {
    const procedures = Object.entries(appRouter._def.procedures) as [
      string,
      { _def: { type: string; meta?: { role?: string } } },
    ][];
    expect(procedures.length).toBeGreaterThan(8);
    for (const [name, { _def }] of procedures) {
      expect(_def.meta?.role, name).toMatch(/^(ingest|viewer|admin)$/);
      const isMutation = _def.type === "mutation";
      const answer = await open.inject({
        method: isMutation ? "POST" : "GET",
        url: `/trpc/${name}`,
        headers: { host: "vigie.example", "content-type": "application/json" },
        ...(isMutation ? { payload: "{}" } : {}),
      });
      const text = answer.body;
      // A stream has begun with 200 before its procedure is asked; the refusal is its first and only event.
      const status = _def.type === "subscription" ? 200 : 401;
      expect(`${name} ${answer.statusCode} ${/UNAUTHORIZED/.test(text)}`).toBe(`${name} ${status} true`);
      expect(text).not.toMatch(/\.ts:|\.js:|node_modules/);
    }
  });

  test("a route that names no role does not start", async () => {
    const { default: Fastify } = await import("fastify");
    const app = Fastify();
    guardAccess(app, { adminToken: TOKEN, loopback: false });
    app.get("/forgotten", () => "open");
    await expect(app.ready()).rejects.toThrow("/forgotten");
  });
});

describe("who is let in", () => {
  const summary = { url: "/trpc/services.list" };

  test("the right token, and no other", async () => {
    const tries: [Record<string, string>, number][] = [
      [{}, 401],
      [bearer, 200],
      [{ authorization: `bearer ${TOKEN}` }, 200],
      [{ authorization: `Bearer ${TOKEN}x` }, 401],
      [{ authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
      [{ authorization: `Bearer ${TOKEN.toUpperCase()}` }, 401],
      [{ authorization: "Bearer " }, 401],
      [{ authorization: "Bearer undefined" }, 401],
      [{ authorization: TOKEN }, 401],
      [{ authorization: `Basic ${Buffer.from(`admin:${TOKEN}`).toString("base64")}` }, 401],
      [{ cookie: `vigie_session=${TOKEN}` }, 200],
      [{ cookie: `a=b; vigie_session=${TOKEN}; c=d` }, 200],
      [{ cookie: `not_vigie_session=${TOKEN}` }, 401],
      [{ cookie: "vigie_session=%zz" }, 401],
      [{ cookie: "vigie_session=" }, 401],
    ];
    for (const [headers, status] of tries) {
      const got = await statusOf(open, { ...summary, headers: { host: "vigie.example", ...headers } });
      expect(`${JSON.stringify(headers)} ${got}`).toBe(`${JSON.stringify(headers)} ${status}`);
    }
  });

  test("without a token set, nothing is the right one", async () => {
    const app = await buildApp({
      access: { adminToken: undefined, loopback: false },
      commitGroup: createCommitGroup(store, Date.now, { committed() {}, notCommitted() {}, readers: () => 0 }),
      preview: () => {},
      api: makeApiContext(store),
      health: health.current,
      webDir: join(webDir, "missing"),
      own,
      draining: () => false,
    });
    apps.push(app);
    for (const authorization of ["Bearer undefined", "Bearer null", "Bearer "]) {
      expect(await statusOf(app, { ...summary, headers: { authorization } })).toBe(401);
    }
    expect(await statusOf(app, { method: "POST", url: "/session", payload: { token: "undefined" } })).toBe(401);
  });

  test("a session: the token once, then a cookie that no script reads", async () => {
    const session = { method: "POST", url: "/session" } as const;
    const made = await open.inject({ ...session, payload: { token: TOKEN } });
    expect(made.statusCode).toBe(204);
    const cookie = String(made.headers["set-cookie"]);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(
      await statusOf(open, { ...summary, headers: { host: "vigie.example", cookie: cookie.split(";")[0] ?? "" } }),
    ).toBe(200);
    for (const token of ["wrong", "", null, 7, [TOKEN], { toString: TOKEN }]) {
      expect(await statusOf(open, { ...session, payload: { token } })).toBe(401);
    }
    for (const payload of ["null", "[]", "7", '"text"', "{}"]) {
      expect(await statusOf(open, { ...session, payload, headers: { "content-type": "application/json" } })).toBe(401);
    }
    expect(await statusOf(open, { ...session, payload: "{", headers: { "content-type": "application/json" } })).toBe(
      400,
    );
  });

  test("on this machine alone everyone is let in, under this machine's names", async () => {
    for (const host of ["127.0.0.1:4318", "localhost:4318", "localhost", "[::1]:4318", "127.0.0.2", "LocalHost:4318"]) {
      expect(`${host} ${await statusOf(local, { ...summary, headers: { host } })}`).toBe(`${host} 200`);
    }
  });

  // A page elsewhere points a name of its own at 127.0.0.1; the browser then calls it the same origin.
  test("DNS rebinding: another name for this machine is not let in", async () => {
    for (const host of [
      "evil.example",
      "127.0.0.1.evil.example",
      "localhost.evil.example:4318",
      "evil.example:127.0.0.1",
      "x@localhost",
    ]) {
      const headers = { host, origin: `http://${host}` };
      expect(`${host} ${[400, 401].includes(await statusOf(local, { ...summary, headers: { host } }))}`).toBe(
        `${host} true`,
      );
      expect([400, 401, 403]).toContain(await statusOf(local, { ...summary, headers }));
    }
    expect(await statusOf(local, { ...summary, headers: { host: "evil.example", ...bearer } })).toBe(200);
  });

  test("a page of another origin may not call, even with the cookie", async () => {
    const payload = JSON.stringify(makeBatch(Date.now()));
    const cookie = `vigie_session=${TOKEN}`;
    for (const origin of [
      "http://evil.example",
      "null",
      "http://localhost:9999",
      "http://127.0.0.1:4318.evil.example",
      "garbage",
      "file://",
    ]) {
      const headers = { host: "127.0.0.1:4318", origin, cookie };
      const answer = await local.inject({ method: "POST", url: "/v1/batch", payload, headers });
      expect(`${origin} ${answer.statusCode}`).toBe(`${origin} 403`);
      expect(answer.json().error.code).toBe("FORBIDDEN_ORIGIN");
      expect(await statusOf(local, { method: "POST", url: "/trpc/metrics.record", payload: "{}", headers })).toBe(403);
      expect(await statusOf(local, { method: "OPTIONS", url: "/v1/batch", headers })).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
    const same = { host: "127.0.0.1:4318", origin: "http://127.0.0.1:4318" };
    expect(await statusOf(local, { method: "POST", url: "/v1/batch", payload, headers: same })).toBe(200);
  });
});

describe("the page", () => {
  test("its files, and nothing beside them", async () => {
    const index = await open.inject({ url: "/" });
    expect(index.body).toContain("<title>page</title>");
    const up = ["..", "%2e%2e", "..%2f", "%2e%2e%2f", "..%5c", "%252e%252e", "..%252f", "....//", "..;/"];
    const paths = [
      ...up.flatMap((dots) => [
        `/${dots}/package.json`,
        `/${dots}/${dots}/package.json`,
        `/assets/${dots}/${dots}/${dots}/package.json`,
      ]),
      "/..%2f..%2fpackage.json",
      "//etc/passwd",
      "/assets//../../../package.json",
      "/%00",
      "/index.html%00.js",
      "/assets/",
      "/assets",
      "/%zz",
      "/\\..\\..\\package.json",
    ];
    for (const url of paths) {
      for (const headers of [{}, HTML]) {
        const answer = await open.inject({ url, headers });
        expect(answer.body, url).not.toContain("secret");
        expect(`${url} ${answer.statusCode < 500}`).toBe(`${url} true`);
        if (!("accept" in headers)) expect(`${url} ${[400, 404].includes(answer.statusCode)}`).toBe(`${url} true`);
      }
    }
  });

  test("a view's address gives the page to a browser, and an error to anybody else", async () => {
    for (const url of ["/endpoints", "/traces/4bf92f35?period=1h", "/a/b/c.d"]) {
      const answer = await open.inject({ url, headers: HTML });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain("<title>page</title>");
      expect(answer.headers["content-type"]).toContain("text/html");
    }
    for (const options of [
      { url: "/endpoints" },
      { url: "/v1/traces", headers: HTML },
      { url: "/v1/batch", headers: { ...HTML, ...bearer } },
      { method: "POST" as const, url: "/endpoints", headers: HTML },
    ]) {
      const answer = await open.inject(options);
      expect(answer.statusCode).toBe(404);
      expect(answer.json().error.code).toBe("NOT_FOUND");
    }
  });

  test("headers that keep a browser from doing what nobody meant", async () => {
    for (const url of ["/", "/index.html", "/endpoints"]) {
      const { headers } = await open.inject({ url, headers: HTML });
      const policy = String(headers["content-security-policy"]);
      for (const part of ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers["cache-control"]).toBe("no-cache");
    }
    for (const url of ["/", "/health", "/nothing", "/trpc/services.list", "/%zz"]) {
      const { headers } = await open.inject({ url });
      expect(`${url} ${headers["x-content-type-options"]}`).toBe(`${url} nosniff`);
      expect(headers["referrer-policy"]).toBe("no-referrer");
    }
    expect((await open.inject({ url: "/assets/main-abc.js" })).headers["cache-control"]).toContain("immutable");
  });
});

test("errors have one form, whoever makes them", async () => {
  const wrong: InjectOptions[] = [
    { url: "/nothing" },
    { url: "/%zz" },
    { method: "POST", url: "/session", payload: "{", headers: { "content-type": "application/json" } },
    { method: "POST", url: "/session", payload: "<a/>", headers: { "content-type": "text/xml" } },
    { method: "POST", url: "/v1/batch", payload: "{", headers: bearer },
    { method: "POST", url: "/v1/batch" },
  ];
  for (const options of wrong) {
    const answer = await open.inject(options);
    const { error } = answer.json();
    expect(Object.keys(error).sort()).toEqual(["code", "details", "message", "remedy"]);
    expect(error.message).not.toMatch(/\{\w+\}/);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
  }
});
