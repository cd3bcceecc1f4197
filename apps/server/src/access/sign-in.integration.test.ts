import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, HOST, openApp, secretOf, type TestApp, TOKEN } from "./open-app.fixture.ts";

const ME = "/trpc/account.me";
const PASSWORD = "correct horse battery";
const JSON_TYPE = { "content-type": "application/json" };
const DAY = 86_400_000;

let vigie: TestApp;
/** Of the first account. */
let adminCookie: string;

const post = (url: string, payload: object, headers: Record<string, string> = {}, remoteAddress = "192.0.2.1") =>
  vigie.call({ method: "POST", url, payload, headers: { ...JSON_TYPE, ...headers }, remoteAddress });
const signIn = (email: string, password: string, remoteAddress?: string) =>
  post("/auth/sign-in", { email, password }, {}, remoteAddress);
const codeOf = (answer: { json: () => { error: { code: string } } }) => answer.json().error.code;
const me = (cookie: string) => vigie.call({ url: ME, headers: { cookie } });
/** As somebody signed in, from the page itself. */
const mutate = (procedure: string, input: unknown, cookie: string) =>
  post(`/trpc/${procedure}`, input as object, { cookie, origin: `http://${HOST}` });

beforeAll(async () => {
  vigie = await openApp();
});
afterEach(() => vigie.resetClock());
afterAll(() => vigie[Symbol.asyncDispose]());

describe("the first account", () => {
  test("is made with a link that works once", async () => {
    expect((await vigie.call({ url: "/auth/options" })).json()).toEqual({ needsSetup: true, provider: null });
    const secret = secretOf(await vigie.firstLink());
    expect((await post("/auth/setup/read", { secret })).json()).toEqual({
      purpose: "first",
      role: "admin",
      email: null,
    });
    const given = { secret, name: "Ada", email: "Ada@Example.com", password: PASSWORD };
    expect(codeOf(await post("/auth/setup", { ...given, password: "short" }))).toBe("ACCOUNT_INVALID");
    expect(codeOf(await post("/auth/setup", { ...given, email: "nowhere" }))).toBe("ACCOUNT_INVALID");
    expect(codeOf(await post("/auth/setup", { ...given, secret: "x".repeat(43) }))).toBe("SETUP_LINK_UNUSABLE");
    const made = await post("/auth/setup", given);
    expect(made.statusCode).toBe(204);
    adminCookie = cookieOf(made);
    expect((await me(adminCookie)).json().result.data).toEqual({
      kind: "user",
      name: "ada@example.com",
      role: "admin",
      hasPassword: true,
    });
    expect(codeOf(await post("/auth/setup", { ...given, email: "eve@example.com" }))).toBe("SETUP_LINK_UNUSABLE");
    expect(await vigie.firstLink()).toBeNull();
  });

  test("of ten who open two links at once, one gets it", async () => {
    await using other = await openApp();
    const secrets = [secretOf(await other.firstLink()), secretOf(await other.firstLink())];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        other.call({
          method: "POST",
          url: "/auth/setup",
          payload: { secret: secrets[i % 2], name: "", email: `u${i}@example.com`, password: PASSWORD },
        }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, ...Array.from({ length: 9 }, () => 410)]);
  });

  test("a link of yesterday, and any after there is an account, opens nothing", async () => {
    await using other = await openApp();
    const secret = secretOf(await other.firstLink());
    other.pass(DAY + 1_000);
    const late = await other.call({ method: "POST", url: "/auth/setup/read", payload: { secret } });
    expect(late.statusCode).toBe(410);
  });
});

describe("signing in", () => {
  test("with address and password; the cookie is for no script and no other site", async () => {
    const answer = await signIn(" ADA@example.com ", PASSWORD);
    expect(answer.statusCode).toBe(204);
    const [session = ""] = [answer.headers["set-cookie"] ?? []].flat();
    expect(session).toMatch(/HttpOnly/);
    expect(session).toMatch(/SameSite=Strict/i);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect((await me(cookieOf(answer))).statusCode).toBe(200);
  });

  test("a wrong password and an account that does not exist are told alike", async () => {
    const [wrong, unknown] = [await signIn("ada@example.com", "wrong"), await signIn("bob@example.com", "wrong")];
    expect([wrong.statusCode, wrong.body]).toEqual([unknown.statusCode, unknown.body]);
    expect(codeOf(wrong)).toBe("SIGN_IN_REFUSED");
    for (const payload of [{}, { email: 7, password: [] }, { email: "ada@example.com" }, { email: {}, password: null }])
      expect((await post("/auth/sign-in", payload)).statusCode).toBe(400);
  });

  test("a hundred guesses at once are five; the owner gets in from elsewhere", async () => {
    const attacker = "203.0.113.7";
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, i) => signIn("ada@example.com", `guess ${i}`, attacker)),
    );
    const codes = guesses.map(codeOf);
    expect(codes.filter((code) => code === "SIGN_IN_REFUSED")).toHaveLength(5);
    expect(codes.filter((code) => code === "SIGN_IN_LOCKED")).toHaveLength(95);
    const locked = await signIn("ada@example.com", PASSWORD, attacker);
    expect(codeOf(locked)).toBe("SIGN_IN_LOCKED");
    const wait = Number(locked.headers["retry-after"]);
    expect(wait).toBeGreaterThan(200);
    expect(wait).toBeLessThanOrEqual(300);
    expect((await signIn("ada@example.com", PASSWORD, "192.0.2.9")).statusCode).toBe(204);
    vigie.pass(301_000);
    expect((await signIn("ada@example.com", PASSWORD, attacker)).statusCode).toBe(204);
  });

  test("one address may not try many accounts", async () => {
    await vigie.store.sql`
      INSERT INTO sign_in_attempts (account, address, at)
      SELECT 'user' || i, '203.0.113.8', now() FROM generate_series(1, 29) AS i`;
    expect(codeOf(await signIn("user30@example.com", "guess", "203.0.113.8"))).toBe("SIGN_IN_REFUSED");
    expect(codeOf(await signIn("user31@example.com", "guess", "203.0.113.8"))).toBe("SIGN_IN_LOCKED");
  });

  test("what a proxy says of an address counts only for a proxy that is trusted", async () => {
    const forged = () => ({ "x-forwarded-for": `198.51.100.${Math.floor(Math.random() * 250)}` });
    for (let i = 0; i < 5; i++)
      await post("/auth/sign-in", { email: "carl@example.com", password: "guess" }, forged(), "203.0.113.9");
    const next = await post("/auth/sign-in", { email: "carl@example.com", password: "guess" }, forged(), "203.0.113.9");
    expect(codeOf(next)).toBe("SIGN_IN_LOCKED");
  });

  test("the token typed into the page: a cookie that is not the token, ends by itself and is guessed five times", async () => {
    const answer = await post("/auth/token", { token: TOKEN });
    expect(answer.statusCode).toBe(204);
    const cookie = cookieOf(answer);
    expect(cookie).not.toContain(TOKEN);
    expect((await me(cookie)).json().result.data).toMatchObject({ kind: "token", role: "admin" });
    const [until = "", signature = ""] = cookie.split("=")[1]?.split(".") ?? [];
    for (const forged of [`${Number(until) + 1}.${signature}`, `${until}.${"A".repeat(43)}`, until, `${until}.`, "x"])
      expect((await me(`vigie.admin=${forged}`)).statusCode).toBe(401);
    for (let i = 0; i < 5; i++)
      expect(codeOf(await post("/auth/token", { token: `${TOKEN}${i}` }, {}, "203.0.113.10"))).toBe("TOKEN_REFUSED");
    expect(codeOf(await post("/auth/token", { token: TOKEN }, {}, "203.0.113.10"))).toBe("SIGN_IN_LOCKED");
    vigie.pass(12 * 3_600_000 + 1_000);
    expect((await me(cookie)).statusCode).toBe(401);
  });
});

describe("sessions", () => {
  test("fixation: a session that was there before is not the one that signing in gives", async () => {
    const before = cookieOf(await signIn("ada@example.com", PASSWORD));
    const answer = await post(
      "/auth/sign-in",
      { email: "ada@example.com", password: PASSWORD },
      { cookie: before, origin: `http://${HOST}` },
    );
    const after = cookieOf(answer);
    expect(after).not.toBe(before);
    expect((await me(before)).statusCode).toBe(401);
    expect((await me(after)).statusCode).toBe(200);
    const forged = before.replace(/=.{5}/, "=aaaaa");
    expect((await me(forged)).statusCode).toBe(401);
    expect((await me(before.split(".").slice(0, -1).join("."))).statusCode).toBe(401);
  });

  test("signing out ends it on the server too", async () => {
    const cookie = cookieOf(await signIn("ada@example.com", PASSWORD));
    const out = await post("/auth/sign-out", {}, { cookie, origin: `http://${HOST}` });
    expect(out.statusCode).toBe(204);
    expect(String(out.headers["set-cookie"])).toContain("Max-Age=0");
    expect((await me(cookie)).statusCode).toBe(401);
  });

  test("a used one gets another token each day, ends after a week unused, and after thirty days in any case", async () => {
    const first = cookieOf(await signIn("ada@example.com", PASSWORD));
    vigie.pass(DAY + 1_000);
    const renewed = await me(first);
    const second = cookieOf(renewed);
    expect(second).not.toBe("");
    expect(second).not.toBe(first);
    // What was under way with the one before still gets in, for a minute.
    expect((await me(first)).statusCode).toBe(200);
    vigie.pass(70_000);
    expect((await me(first)).statusCode).toBe(401);
    expect((await me(second)).statusCode).toBe(200);
    vigie.pass(8 * DAY);
    expect((await me(second)).statusCode).toBe(401);

    const long = cookieOf(await signIn("ada@example.com", PASSWORD));
    await vigie.store
      .sql`UPDATE sessions SET started_at = now() - interval '31 days', expires_at = now() + interval '60 days'`;
    expect((await me(long)).statusCode).toBe(401);
    await vigie.store.sql`DELETE FROM sessions`;
    adminCookie = cookieOf(await signIn("ada@example.com", PASSWORD));
  });

  test("a new password ends the others; each can be ended from another browser", async () => {
    const [here, there] = [await signIn("ada@example.com", PASSWORD), await signIn("ada@example.com", PASSWORD)].map(
      cookieOf,
    );
    const change = (current: string) => mutate("account.changePassword", { current, next: `${PASSWORD}!` }, here ?? "");
    expect((await change("wrong")).statusCode).toBe(401);
    expect((await me(there ?? "")).statusCode).toBe(200);
    expect((await change(PASSWORD)).statusCode).toBe(200);
    expect((await me(there ?? "")).statusCode).toBe(401);
    expect((await me(here ?? "")).statusCode).toBe(200);
    expect(codeOf(await signIn("ada@example.com", PASSWORD))).toBe("SIGN_IN_REFUSED");
    const again = await signIn("ada@example.com", `${PASSWORD}!`);
    expect(again.statusCode).toBe(204);
    const listed = (await vigie.call({ url: "/trpc/account.sessions", headers: { cookie: here ?? "" } })).json();
    const other = listed.result.data.find((session: { isThis: boolean }) => !session.isThis);
    expect((await mutate("account.endSessions", { id: other.id }, here ?? "")).statusCode).toBe(200);
    expect((await me(cookieOf(again))).statusCode).toBe(401);
    adminCookie = here ?? "";
  });

  test("a stranger's page cannot use somebody's cookie, nor one that hides where it is from", async () => {
    const act = (headers: Record<string, string>) =>
      vigie.call({
        method: "POST",
        url: "/trpc/performance.setWeights",
        payload: { cache: 0.25, latency: 0.25, errors: 0.25, memory: 0.25 },
        headers: { ...JSON_TYPE, cookie: adminCookie, ...headers },
      });
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      {},
      { "sec-fetch-site": "cross-site" },
    ])
      expect(codeOf(await act(headers as Record<string, string>))).toBe("FORBIDDEN_ORIGIN");
    expect((await act({ origin: `http://${HOST}` })).statusCode).toBe(200);
  });
});

describe("people", () => {
  test("a viewer is invited, reads, and changes nothing", async () => {
    const invited = await mutate("users.invite", { email: "Vera@example.com", role: "viewer" }, adminCookie);
    const secret = secretOf(invited.json().result.data.url);
    expect((await post("/auth/setup/read", { secret })).json()).toMatchObject({
      email: "vera@example.com",
      role: "viewer",
    });
    // The address is the one that was invited, whatever is said.
    const cookie = cookieOf(
      await post("/auth/setup", { secret, name: "Vera", email: "eve@example.com", password: PASSWORD }),
    );
    expect((await me(cookie)).json().result.data).toMatchObject({ name: "vera@example.com", role: "viewer" });
    expect((await vigie.call({ url: "/trpc/services.list", headers: { cookie } })).statusCode).toBe(200);
    for (const [procedure, input] of [
      ["users.invite", { email: "x@example.com", role: "admin" }],
      ["keys.create", { kind: "ingest", name: "k", service: null }],
      ["rules.remove", { id: 1 }],
    ] as const)
      expect((await mutate(procedure, input, cookie)).statusCode).toBe(403);
    expect((await post("/v1/batch", {}, { cookie, origin: `http://${HOST}` })).statusCode).toBe(403);
    expect((await vigie.call({ url: "/trpc/audit.list?input=%7B%7D", headers: { cookie } })).statusCode).toBe(403);
  });

  test("a role that changes counts at once; the last administrator stays one", async () => {
    const users = (await vigie.call({ url: "/trpc/users.list", headers: { cookie: adminCookie } })).json().result.data;
    const idOf = (email: string) => users.find((user: { email: string }) => user.email === email).id;
    const vera = cookieOf(await signIn("vera@example.com", PASSWORD));
    expect(
      (await mutate("users.setRole", { id: idOf("ada@example.com"), role: "viewer" }, adminCookie)).json().error.data
        .vigie.code,
    ).toBe("LAST_ADMIN");
    expect((await mutate("users.remove", { id: idOf("ada@example.com") }, adminCookie)).statusCode).toBe(409);
    expect((await mutate("users.remove", { id: idOf("vera@example.com") }, adminCookie)).statusCode).toBe(200);
    expect((await me(vera)).statusCode).toBe(401);
    expect(codeOf(await signIn("vera@example.com", PASSWORD))).toBe("SIGN_IN_REFUSED");
  });

  test("a link for a new password ends all sessions of the account", async () => {
    const users = (await vigie.call({ url: "/trpc/users.list", headers: { cookie: adminCookie } })).json().result.data;
    const made = await mutate("users.resetPassword", { id: users[0].id }, adminCookie);
    const secret = secretOf(made.json().result.data.url);
    const newCookie = cookieOf(
      await post("/auth/setup", { secret, name: "", email: "", password: "another password" }),
    );
    vigie.pass(6_000);
    expect((await me(adminCookie)).statusCode).toBe(401);
    expect((await me(newCookie)).statusCode).toBe(200);
    adminCookie = newCookie;
  });

  test("the audit log says who did what from where, and no secret", async () => {
    const page = (
      await vigie.call({
        url: `/trpc/audit.list?input=${encodeURIComponent('{"limit":500}')}`,
        headers: { cookie: adminCookie },
      })
    ).json().result.data;
    const actions = new Set(page.entries.map(({ action }: { action: string }) => action));
    for (const action of [
      "sign-in",
      "sign-in.refused",
      "sign-out",
      "account.create",
      "account.set-password",
      "account.changePassword",
      "users.invite",
      "users.remove",
      "performance.setWeights",
    ])
      expect(actions).toContain(action);
    expect(page.entries.find(({ action }: { action: string }) => action === "users.invite")).toMatchObject({
      actorKind: "user",
      actor: "ada@example.com",
      address: "192.0.2.1",
      subject: "email=Vera@example.com role=viewer",
    });
    expect(JSON.stringify(page)).not.toMatch(/correct horse|another password|guess/);
  });
});
