import { setTimeout as wait } from "node:timers/promises";
import { makeBatch } from "@vigie/testing";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BEARER, cookieOf, HOST, openApp, secretOf, type TestApp } from "./open-app.fixture.ts";

let vigie: TestApp;
let url: string;
let cookie: string;

beforeAll(async () => {
  vigie = await openApp({ streamCheckMs: 100 });
  url = await vigie.app.listen({ host: "127.0.0.1", port: 0 });
  const secret = secretOf(await vigie.firstLink());
  const payload = { secret, name: "Ada", email: "ada@example.com", password: "a long password" };
  cookie = cookieOf(await vigie.call({ method: "POST", url: "/auth/setup", payload }));
});
afterAll(() => vigie[Symbol.asyncDispose]());

const makeIngestKey = async (): Promise<{ id: number; key: string }> =>
  (
    await vigie.call({
      method: "POST",
      url: "/trpc/keys.create",
      payload: { kind: "ingest", name: "shop", service: null },
      headers: BEARER,
    })
  ).json().result.data;

/** Follows the page's stream; resolves when the server ends it. */
async function follow(headers: Record<string, string>): Promise<{ ended: Promise<void> }> {
  const answer = await fetch(`${url}/trpc/status.live?input=%7B%7D`, {
    headers: { accept: "text/event-stream", ...headers },
  });
  expect(answer.status).toBe(200);
  const reader = answer.body?.getReader();
  const drain = async (): Promise<void> => {
    for (;;) {
      const read = await reader?.read().catch(() => undefined);
      if (read === undefined || read.done) return;
    }
  };
  return { ended: drain() };
}

const isPending = (work: Promise<unknown>, ms: number) =>
  Promise.race([work.then(() => false), wait(ms).then(() => true)]);

test("a stream ends with the session that began it", async () => {
  const { ended } = await follow({ cookie });
  expect(await isPending(ended, 1_000)).toBe(true);
  await vigie.store.sql`DELETE FROM sessions`;
  vigie.pass(6_000);
  await ended;
  vigie.resetClock();
});

test("while Postgres lets nobody in, a key that was known is told that, not that it is wrong", async () => {
  const { key } = await makeIngestKey();
  const send = () =>
    vigie.call({
      method: "POST",
      url: "/v1/batch",
      payload: JSON.stringify(makeBatch(Date.now())),
      headers: { authorization: `Bearer ${key}` },
    });
  expect((await send()).statusCode).toBe(200);
  const name = new URL(vigie.databaseUrl).pathname.slice(1);
  const admin = new URL(vigie.databaseUrl);
  admin.pathname = "/postgres";
  const sql = postgres(admin.href, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`;
    vigie.pass(60_000);
    const answer = await send();
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, "STORE_UNAVAILABLE"]);
    expect(answer.headers["retry-after"]).toBeDefined();
    vigie.resetClock();
    const page = await vigie.call({ url: "/trpc/account.me", headers: { cookie, host: HOST } });
    expect([401, 503]).toContain(page.statusCode);
  } finally {
    await sql.unsafe(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await sql.end();
  }
  const deadline = Date.now() + 30_000;
  while ((await send()).statusCode !== 200) {
    if (Date.now() > deadline) throw new Error("it does not recover");
    await wait(100);
  }
});
