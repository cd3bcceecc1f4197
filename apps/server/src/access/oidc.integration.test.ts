import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createConnection } from "node:net";
import Provider from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../env.ts";
import { cookieOf, openApp, type TestApp } from "./open-app.fixture.ts";

/* A real OpenID provider, whose own sign-in asks only for a name. */

const PUBLIC_URL = "http://vigie.example";
const PEOPLE: Record<string, { email: string; email_verified: boolean }> = {
  ada: { email: "ada@example.com", email_verified: true },
  vera: { email: "vera@example.com", email_verified: true },
  eve: { email: "eve@evil.example", email_verified: true },
  mallory: { email: "mallory@example.com", email_verified: false },
};

let issuer: string;
let provider: Server;
let vigie: TestApp;

beforeAll(async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: "vigie",
        client_secret: "vigie secret of the provider",
        redirect_uris: [`${PUBLIC_URL}/auth/callback/oidc`],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    findAccount: (_ctx: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, name: id, ...PEOPLE[id] }) as { sub: string },
    }),
    pkce: { required: () => true },
  });
  server.on("request", oidc.callback());
  provider = server;
  vigie = await openApp({
    publicUrl: PUBLIC_URL,
    oidc: readSettings({
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: "vigie",
      OIDC_CLIENT_SECRET: "vigie secret of the provider",
      OIDC_ALLOW: "@example.com",
      OIDC_ADMINS: "ada@example.com",
      OIDC_NAME: "Example",
      VIGIE_PUBLIC_URL: PUBLIC_URL,
    }).oidc,
  });
});

afterAll(async () => {
  await vigie[Symbol.asyncDispose]();
  provider.closeAllConnections();
  provider.close();
});

/** What a browser does at the provider: follows it, gives a name, agrees. Resolves with the address it is sent back to. */
async function visitProvider(start: string, name: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = start;
  let form: string | undefined;
  for (let step = 0; step < 15; step++) {
    const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join("; ");
    const answer = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      ...(form === undefined ? {} : { body: form }),
      headers: { cookie, ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }) },
      redirect: "manual",
    });
    for (const set of answer.headers.getSetCookie()) {
      const [key = "", value = ""] = (set.split(";")[0] ?? "").split(/=(.*)/);
      jar.set(key, value);
    }
    form = undefined;
    const location = answer.headers.get("location");
    if (location !== null) {
      url = new URL(location, url).href;
      if (url.startsWith(PUBLIC_URL)) return url;
      continue;
    }
    const page = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (prompt === undefined) throw new Error(`the provider says ${answer.status}: ${page.slice(0, 500)}`);
    url = /action="([^"]+)"/.exec(page)?.[1] ?? url;
    form = prompt === "login" ? `prompt=login&login=${name}&password=x` : "prompt=consent";
  }
  throw new Error("the provider goes round in circles");
}

async function begin(): Promise<{ url: string; cookie: string }> {
  const answer = await vigie.call({ method: "POST", url: "/auth/oidc", payload: {} });
  return { url: answer.json().url, cookie: cookieOf(answer) };
}

async function signIn(name: string) {
  const { url, cookie } = await begin();
  const back = new URL(await visitProvider(url, name));
  return vigie.call({ url: `${back.pathname}${back.search}`, headers: { cookie } });
}

const me = async (cookie: string) => (await vigie.call({ url: "/trpc/account.me", headers: { cookie } })).json();

describe("sign-in at an OpenID provider", () => {
  test("somebody who may come in gets an account with the role that the settings say", async () => {
    expect((await vigie.call({ url: "/auth/options" })).json().provider).toBe("Example");
    for (const [name, role] of [
      ["ada", "admin"],
      ["vera", "viewer"],
      ["vera", "viewer"],
    ] as const) {
      const answer = await signIn(name);
      expect(answer.statusCode).toBe(302);
      expect(answer.headers.location).toBe(`${PUBLIC_URL}/`);
      expect(String(answer.headers["set-cookie"])).toMatch(/HttpOnly/);
      const known = (await me(cookieOf(answer))).result.data;
      expect(known).toEqual({ kind: "user", name: `${name}@example.com`, role, hasPassword: false });
    }
    const [row] = await vigie.store.sql`SELECT count(*)::int AS users FROM users`;
    expect(row?.users).toBe(2);
    // Nothing is ever asked of the provider again.
    const kept = await vigie.store.sql`SELECT access_token, refresh_token, id_token FROM accounts`;
    for (const account of kept) expect(account).toEqual({ access_token: null, refresh_token: null, id_token: null });
  });

  test("somebody of another domain, or whose address nobody verified, is sent back without a session", async () => {
    for (const name of ["eve", "mallory"]) {
      const answer = await signIn(name);
      expect(answer.headers.location).toMatch(/\/sign-in\?error=/);
      expect((await me(cookieOf(answer))).error).toBeDefined();
    }
    const refused = await vigie.store.sql`SELECT * FROM audit WHERE action = 'sign-in.refused' AND actor = 'Example'`;
    expect(refused).toHaveLength(2);
  });

  test("an answer that was not asked for by this browser, was used, or was made up, opens nothing", async () => {
    const { url, cookie } = await begin();
    const back = new URL(await visitProvider(url, "ada"));
    const path = `${back.pathname}${back.search}`;
    const elsewhere = await vigie.call({ url: path });
    expect(elsewhere.headers.location).toMatch(/\/sign-in\?error=/);
    const again = await begin();
    const second = new URL(await visitProvider(again.url, "ada"));
    const first = await vigie.call({ url: `${second.pathname}${second.search}`, headers: { cookie: again.cookie } });
    expect(first.headers.location).toBe(`${PUBLIC_URL}/`);
    const replayed = await vigie.call({ url: `${second.pathname}${second.search}`, headers: { cookie: again.cookie } });
    for (const answer of [
      replayed,
      await vigie.call({ url: "/auth/callback/oidc?code=x&state=y", headers: { cookie } }),
      await vigie.call({ url: "/auth/callback/oidc" }),
    ]) {
      expect(answer.statusCode).toBe(302);
      expect(answer.headers.location).toMatch(/\/sign-in\?error=/);
      expect((await me(cookieOf(answer))).error).toBeDefined();
    }
  });

  test("of the library's own routes none but the way back is there", async () => {
    for (const path of [
      "sign-up/email",
      "sign-in/email",
      "get-session",
      "begin-session",
      "update-user",
      "list-sessions",
      "callback/github",
    ])
      for (const method of ["GET", "POST"] as const) {
        const answer = await vigie.call({
          method,
          url: `/auth/${path}`,
          ...(method === "POST" ? { payload: { userId: "x" } } : {}),
        });
        expect(`${path} ${answer.statusCode}`).toBe(`${path} 404`);
      }
  });
});

test("a provider that is away is told so, and asked again the next time", async () => {
  const parked = createServer();
  parked.listen(0, "127.0.0.1");
  await once(parked, "listening");
  const { port } = parked.address() as AddressInfo;
  parked.close();
  await once(parked, "close");
  await expect(once(createConnection(port, "127.0.0.1"), "connect")).rejects.toThrow();
  const oidc = readSettings({
    OIDC_ISSUER: `http://127.0.0.1:${port}`,
    OIDC_CLIENT_ID: "vigie",
    OIDC_CLIENT_SECRET: "x",
    OIDC_ALLOW: "@example.com",
    VIGIE_PUBLIC_URL: PUBLIC_URL,
  }).oidc;
  await using away = await openApp({ publicUrl: PUBLIC_URL, oidc });
  const answer = await away.call({ method: "POST", url: "/auth/oidc", payload: {} });
  expect(answer.statusCode).toBe(503);
  expect(answer.json().error.code).toBe("OIDC_UNAVAILABLE");
});
