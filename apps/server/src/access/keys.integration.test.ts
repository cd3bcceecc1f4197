import { makeKey } from "@vigie/api";
import { insertKey } from "@vigie/storage";
import { makeBatch } from "@vigie/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BEARER, openApp, type TestApp } from "./open-app.fixture.ts";

let vigie: TestApp;

beforeAll(async () => {
  vigie = await openApp();
});
afterAll(() => vigie[Symbol.asyncDispose]());

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const create = async (input: object): Promise<{ id: number; key: string }> => {
  const answer = await vigie.call({ method: "POST", url: "/trpc/keys.create", payload: input, headers: BEARER });
  return answer.json().result.data;
};
const revoke = (id: number) =>
  vigie.call({ method: "POST", url: "/trpc/keys.revoke", payload: { id }, headers: BEARER });
const list = async () => (await vigie.call({ url: "/trpc/keys.list", headers: BEARER })).json().result.data;
const ask = (procedure: string, key: string, input: object = {}) =>
  vigie.call({ url: `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, headers: bearer(key) });
const send = (key: string, service: string) => {
  const batch = makeBatch(Date.now());
  const payload = JSON.stringify({ ...batch, resource: { ...batch.resource, service } });
  return vigie.call({ method: "POST", url: "/v1/batch", payload, headers: bearer(key) });
};
const codeOf = (answer: { json: () => { error: { code: string; data?: { vigie: { code: string } } } } }) =>
  answer.json().error.data?.vigie.code ?? answer.json().error.code;

test("a service's key sends as this service, reads nothing, and works until it is revoked", async () => {
  const { id, key } = await create({ kind: "ingest", name: "shop", service: "shop" });
  expect(key).toMatch(/^vgi_[\w-]{43}$/);
  expect((await send(key, "shop")).statusCode).toBe(200);
  const other = await send(key, "billing");
  expect([other.statusCode, codeOf(other)]).toEqual([403, "KEY_SERVICE"]);
  expect((await ask("services.list", key)).statusCode).toBe(403);
  expect((await ask("logs.search", key, { period: "1h" })).statusCode).toBe(403);
  expect((await vigie.call({ url: "/export/slow.csv?period=1h", headers: bearer(key) })).statusCode).toBe(403);
  expect((await revoke(id)).statusCode).toBe(200);
  expect((await send(key, "shop")).statusCode).toBe(401);
  expect(codeOf(await revoke(id))).toBe("KEY_UNKNOWN");
});

test("a key for any service sends as any, but never as Vigie itself", async () => {
  const { key } = await create({ kind: "ingest", name: "gateway", service: null });
  expect((await send(key, "shop")).statusCode).toBe(200);
  expect((await send(key, "billing")).statusCode).toBe(200);
  expect((await send(key, "vigie")).statusCode).toBe(400);
});

test("a key for reading reads what its scopes say, and changes nothing", async () => {
  const { key } = await create({ kind: "read", name: "dashboards", scopes: ["metrics"] });
  expect(key).toMatch(/^vgr_/);
  expect((await ask("summary", key, { period: "1h" })).statusCode).toBe(200);
  for (const [procedure, input] of [
    ["logs.search", { period: "1h" }],
    ["traces.search", { period: "1h" }],
    ["alerts.list", {}],
    ["account.me", {}],
    ["users.list", {}],
    ["keys.list", {}],
    ["audit.list", {}],
    ["channels.list", {}],
  ] as const)
    expect(`${procedure} ${(await ask(procedure, key, input)).statusCode}`).toBe(`${procedure} 403`);
  expect((await vigie.call({ url: "/export/logs.csv?period=1h", headers: bearer(key) })).statusCode).toBe(403);
  expect((await vigie.call({ url: "/export/slow.csv?period=1h", headers: bearer(key) })).statusCode).toBe(200);
  expect((await send(key, "shop")).statusCode).toBe(403);
  const written = await vigie.call({
    method: "POST",
    url: "/trpc/performance.setWeights",
    payload: { cache: 0.25, latency: 0.25, errors: 0.25, memory: 0.25 },
    headers: bearer(key),
  });
  expect(written.statusCode).toBe(403);
});

test("a key is told once and kept as a hash; who uses it is noted", async () => {
  const { id, key } = await create({ kind: "ingest", name: "noted", service: null });
  await send(key, "shop");
  const [row] = await vigie.store.sql`SELECT * FROM api_keys WHERE id = ${id}`;
  expect(JSON.stringify(row)).not.toContain(key);
  const listed = (await list()).find((one: { id: number }) => one.id === id);
  expect(listed).toMatchObject({ name: "noted", hint: key.slice(-4), createdBy: "VIGIE_ADMIN_TOKEN", revokedAt: null });
  expect(JSON.stringify(await list())).not.toContain(key);
});

test("a key that another server made works here at once, one that it revoked no longer than seconds", async () => {
  const { key, hash, hint } = makeKey("ingest");
  const stored = { name: "elsewhere", kind: "ingest", service: null, scopes: [], hash, hint, createdBy: "x" } as const;
  vigie.pass(2_000);
  const id = await insertKey(vigie.store.sql, { ...stored, scopes: [] }, Date.now());
  expect((await send(key, "shop")).statusCode).toBe(200);
  await vigie.store.sql`UPDATE api_keys SET revoked_at = now() WHERE id = ${id}`;
  vigie.pass(11_000);
  expect((await send(key, "shop")).statusCode).toBe(401);
  vigie.resetClock();
});

test("wrong keys, and keys where they do not belong", async () => {
  const { key } = await create({ kind: "ingest", name: "placed", service: null });
  for (const wrong of [`${key}x`, key.slice(0, -1), key.toUpperCase(), key.replace("vgi", "vgr"), "vgi_", "", "null"])
    expect((await send(wrong, "shop")).statusCode).toBe(401);
  for (const url of [`/export/slow.csv?period=1h&key=${key}`, `/trpc/services.list?token=x`, `/v1/batch?${key}`]) {
    const answer = await vigie.call({ method: url.startsWith("/v1") ? "POST" : "GET", url });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, "KEY_IN_URL"]);
    expect(answer.body).not.toContain(key);
  }
  expect(
    (await vigie.call({ url: "/trpc/services.list", headers: { cookie: `vigie.session_token=${key}` } })).statusCode,
  ).toBe(401);
});
