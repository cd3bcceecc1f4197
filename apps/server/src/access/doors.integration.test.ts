import { appRouter, SCOPE_OF_FEATURE } from "@vigie/api";
import { makeBatch } from "@vigie/testing";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { guardAccess } from "./guard.ts";
import { BEARER, cookieOf, HOST, openApp, type TestApp, TOKEN } from "./open-app.fixture.ts";

let vigie: TestApp;

beforeAll(async () => {
  vigie = await openApp();
});
afterAll(() => vigie[Symbol.asyncDispose]());

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

type Procedures = [string, { _def: { type: string; meta?: { role?: string } } }][];
const procedures = Object.entries(appRouter._def.procedures) as Procedures;

function callProcedure(name: string, type: string, headers: Record<string, string>) {
  const isMutation = type === "mutation";
  return vigie.call({
    method: isMutation ? "POST" : "GET",
    url: `/trpc/${name}`,
    headers: { "content-type": "application/json", ...headers },
    ...(isMutation ? { payload: "{}" } : {}),
  });
}

describe("every door asks", () => {
  test("routes that anybody may call are these, all others ask who is there", async () => {
    const known = routesOf(vigie.app);
    expect(known).toContain("POST /v1/batch");
    const answers: Record<string, string> = {};
    for (const route of known) {
      const [method = "", url = ""] = route.split(" ");
      const answer = await vigie.call({ method: method as "GET", url: url.replace("*", "nothing") });
      const refused = answer.statusCode === 401 && (method === "HEAD" || answer.json().error.code === "UNAUTHORIZED");
      answers[route] = refused ? "UNAUTHORIZED" : String(answer.statusCode);
    }
    // Below /trpc each procedure asks for its role by itself: see the next test.
    const free = Object.keys(answers).filter(
      (route) => answers[route] !== "UNAUTHORIZED" && !route.includes(" /trpc/"),
    );
    expect(free.sort()).toEqual(
      [
        "GET /auth/options",
        "HEAD /auth/options",
        "GET /health",
        "HEAD /health",
        "POST /auth/setup",
        "POST /auth/setup/read",
        "POST /auth/sign-in",
        "POST /auth/sign-out",
        "POST /auth/token",
      ].sort(),
    );
  });

  test("every procedure names a role and a scope, and refuses nobody, the wrong key and the wrong token", async () => {
    expect(procedures.length).toBeGreaterThan(40);
    for (const [name, { _def }] of procedures) {
      expect(_def.meta?.role, name).toMatch(/^(ingest|viewer|admin)$/);
      expect(Object.keys(SCOPE_OF_FEATURE), name).toContain(name.split(".")[0]);
      for (const headers of [
        {},
        { authorization: `Bearer vgr_${"a".repeat(43)}` },
        { authorization: `Bearer ${TOKEN}x` },
      ]) {
        const answer = await callProcedure(name, _def.type, headers as Record<string, string>);
        // A stream has begun with 200 before its procedure is asked; the refusal is its first and only event.
        const status = _def.type === "subscription" ? 200 : 401;
        expect(`${name} ${answer.statusCode} ${/UNAUTHORIZED/.test(answer.body)}`).toBe(`${name} ${status} true`);
        expect(answer.body).not.toMatch(/\.ts:|\.js:|node_modules/);
      }
    }
  });

  test("viewers change nothing: every mutation but those of their own account is refused", async () => {
    const invited = await vigie.call({
      method: "POST",
      url: "/trpc/users.invite",
      payload: { email: "vera@example.com", role: "viewer" },
      headers: BEARER,
    });
    const secret = invited.json().result.data.url.split("#")[1];
    const payload = { secret, name: "Vera", email: "", password: "a long password" };
    const cookie = cookieOf(await vigie.call({ method: "POST", url: "/auth/setup", payload }));
    const mutations = procedures.filter(([, { _def }]) => _def.type === "mutation").map(([name]) => name);
    expect(mutations.length).toBeGreaterThan(15);
    const allowed: string[] = [];
    for (const name of mutations) {
      const answer = await callProcedure(name, "mutation", { cookie, origin: `http://${HOST}` });
      if (answer.statusCode !== 403) allowed.push(name);
    }
    expect(allowed.sort()).toEqual(["account.changePassword", "account.endSessions"]);
    for (const url of ["/v1/batch", "/v1/preview"]) {
      const answer = await vigie.call({
        method: "POST",
        url,
        payload: "{}",
        headers: { cookie, origin: `http://${HOST}` },
      });
      expect(answer.statusCode).toBe(403);
    }
  });

  test("a route that names no role does not start", async () => {
    const app = Fastify();
    const nobody = { find: async () => null, forget() {}, stop: async () => {} };
    guardAccess(app, { adminToken: {} as never, keyRing: nobody, sessions: {} as never });
    app.get("/forgotten", () => "open");
    await expect(app.ready()).rejects.toThrow("/forgotten");
  });
});

describe("who is let in", () => {
  const services = (headers: Record<string, string>) => vigie.call({ url: "/trpc/services.list", headers });

  test("the right token, and no other", async () => {
    const tries: [Record<string, string>, number][] = [
      [{}, 401],
      [BEARER, 200],
      [{ authorization: `bearer ${TOKEN}` }, 200],
      [{ authorization: `Bearer ${TOKEN}x` }, 401],
      [{ authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
      [{ authorization: `Bearer ${TOKEN.toUpperCase()}` }, 401],
      [{ authorization: "Bearer " }, 401],
      [{ authorization: "Bearer undefined" }, 401],
      [{ authorization: TOKEN }, 401],
      [{ authorization: `Basic ${Buffer.from(`admin:${TOKEN}`).toString("base64")}` }, 401],
      [{ cookie: `vigie_session=${TOKEN}` }, 401],
      [{ cookie: `vigie.session_token=${TOKEN}` }, 401],
      [{ cookie: `vigie.admin=${TOKEN}` }, 401],
      [{ cookie: "vigie.session_token=%zz" }, 401],
    ];
    for (const [headers, status] of tries) {
      const got = (await services(headers)).statusCode;
      expect(`${JSON.stringify(headers)} ${got}`).toBe(`${JSON.stringify(headers)} ${status}`);
    }
  });

  test("without a token set, nothing is the right one", async () => {
    await using other = await openApp({ adminToken: undefined });
    for (const authorization of ["Bearer undefined", "Bearer null", "Bearer "])
      expect((await other.call({ url: "/trpc/services.list", headers: { authorization } })).statusCode).toBe(401);
    for (const token of ["undefined", ""]) {
      const typed = await other.call({ method: "POST", url: "/auth/token", payload: { token } });
      expect(typed.statusCode).toBe(401);
    }
  });

  test("this machine is nobody special: its names let nobody in", async () => {
    for (const host of ["127.0.0.1:4318", "localhost:4318", "localhost", "[::1]:4318"])
      expect(`${host} ${(await services({ host })).statusCode}`).toBe(`${host} 401`);
    for (const host of ["evil.example:127.0.0.1", "x@localhost", "a b"])
      expect((await services({ host })).statusCode).toBe(400);
  });

  test("a page of another origin may not call, whatever it brings", async () => {
    const payload = JSON.stringify(makeBatch(Date.now()));
    for (const origin of [
      "http://evil.example",
      "null",
      "http://localhost:9999",
      `http://${HOST}.evil.example`,
      "garbage",
      "file://",
    ]) {
      const headers = { ...BEARER, origin };
      const answer = await vigie.call({ method: "POST", url: "/v1/batch", payload, headers });
      expect(`${origin} ${answer.statusCode}`).toBe(`${origin} 403`);
      expect(answer.json().error.code).toBe("FORBIDDEN_ORIGIN");
      for (const [method, url] of [
        ["POST", "/trpc/metrics.record"],
        ["POST", "/auth/sign-in"],
        ["OPTIONS", "/v1/batch"],
      ] as const)
        expect((await vigie.call({ method, url, payload: "{}", headers })).statusCode).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
    const same = { ...BEARER, origin: `http://${HOST}` };
    expect((await vigie.call({ method: "POST", url: "/v1/batch", payload, headers: same })).statusCode).toBe(200);
  });
});
