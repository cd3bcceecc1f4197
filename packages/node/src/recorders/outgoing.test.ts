import http, { Agent, createServer, type Server } from "node:http";
import { listen, pause, stop } from "@vigie/testing/adapters";
import { fetch as undiciFetch, request as undiciRequest } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createVigie } from "../index.ts";
import { measured, type TestVigie, testVigie } from "./measured.ts";

let server: Server;
let url: string;
let vigie: TestVigie;

beforeAll(async () => {
  // Sends its headers after 100 ms, and the rest of the body 100 ms later.
  server = createServer((req, res) => {
    if (req.url === "/reset") return void req.socket.destroy();
    if (req.url === "/moved") return void res.writeHead(302, { location: "/" }).end("x".repeat(100_000));
    if (req.url === "/empty") return void res.writeHead(204).end();
    setTimeout(() => {
      res.writeHead(req.url === "/missing" ? 404 : 200);
      res.write("x".repeat(req.url === "/large" ? 4_000_000 : 10));
      setTimeout(() => res.end("end"), 100);
    }, 100);
  });
  url = await listen(server);
  vigie = testVigie();
});

afterAll(async () => {
  await vigie.close();
  await stop(server);
});

const get = (to: string, agent: Agent | false = false) =>
  new Promise<number>((resolve, reject) => {
    http
      .get(to, { agent }, (response) => {
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.byteLength;
        });
        response.on("end", () => resolve(bytes));
      })
      .on("error", reject);
  });

it.each<[string, (to: string) => Promise<number>]>([
  ["fetch", async (to) => (await (await fetch(to)).text()).length],
  ["fetch of the package undici", async (to) => (await (await undiciFetch(to)).text()).length],
  ["request of undici", async (to) => (await (await undiciRequest(to)).body.text()).length],
  ["node:http", (to) => get(to)],
  ["node:http over a kept connection", (to) => get(to, new Agent({ keepAlive: true, maxSockets: 1 }))],
])("counts %s until the last byte", async (_name, call) => {
  const { result, ms, count, durationMs } = await measured(vigie, async () => {
    const bytes = [await call(url), await call(`${url}/missing`)];
    await pause(150);
    return bytes;
  });
  expect(result).toEqual([13, 13]);
  expect(count).toEqual([0, 0, 0, 2]);
  // Timers may fire a millisecond early.
  expect(ms[3]).toBeGreaterThan(390);
  expect(ms[3]).toBeLessThan(durationMs - 140);
});

it("counts calls that overlap once", async () => {
  const { ms, count, durationMs } = await measured(vigie, () =>
    Promise.all([fetch(url).then((answer) => answer.text()), get(url), fetch(url).then((answer) => answer.text())]),
  );
  expect(count[3]).toBe(3);
  expect(ms[3]).toBeGreaterThan(190);
  expect(ms[3]).toBeLessThanOrEqual(durationMs);
});

it("counts each step of a redirect, and answers without a body", async () => {
  const { ms, count, durationMs } = await measured(vigie, async () => {
    expect(await (await fetch(`${url}/moved`)).text()).toHaveLength(13);
    expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${url}/empty`)).status).toBe(204);
    await pause(150);
  });
  expect(count[3]).toBe(4);
  expect(ms[3]).toBeLessThan(durationMs - 140);
});

it("ends with the failure, whose error the caller gets", async () => {
  const reset = await measured(vigie, async () => {
    await expect(fetch(`${url}/reset`)).rejects.toThrow("fetch failed");
    await expect(get(`${url}/reset`)).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(get("http://127.0.0.1:1/")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await pause(200);
  });
  expect(reset.count[3]).toBe(3);
  expect(reset.ms[3]).toBeLessThan(reset.durationMs - 190);
  const aborted = await measured(vigie, async () => {
    await expect(fetch(url, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    const call = http.get(url, { agent: false }).on("error", () => {});
    setTimeout(() => call.destroy(), 50);
    await pause(300);
  });
  expect(aborted.count[3]).toBe(2);
  expect(aborted.ms[3]).toBeGreaterThan(40);
  expect(aborted.ms[3]).toBeLessThan(aborted.durationMs - 100);
});

it("leaves an error that nobody listens to uncaught", async () => {
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  const uncaught = new Promise((resolve) => process.once("uncaughtException", resolve));
  await measured(vigie, async () => {
    http.get("http://127.0.0.1:1/");
    expect(await uncaught).toMatchObject({ code: "ECONNREFUSED" });
  });
  for (const other of others) process.on("uncaughtException", other);
});

it("counts a body that is not read to its end until the request ends", async () => {
  const { ms } = await measured(vigie, async () => {
    const answer = await fetch(`${url}/large`);
    await pause(300);
    void answer.body?.cancel();
  });
  expect(ms[3]).toBeGreaterThan(390);
});

it("counts nothing when it is switched off, after closing, and outside of a request", async () => {
  await using off = testVigie({ recordOutgoing: false });
  const closed = testVigie();
  await closed.close();
  for (const one of [off, closed]) {
    const { count } = await measured(one, async () => (await fetch(url)).text());
    expect(count).toEqual([0, 0, 0, 0]);
  }
  expect(await get(url)).toBe(13);
});

it("never counts the SDK's own sends, nor those of another Vigie in the process", async () => {
  const traceParents = new Set<unknown>();
  const store = createServer((req, res) => {
    traceParents.add(req.headers.traceparent);
    res.writeHead(503).end();
    req.resume();
  });
  const senders = [
    vigie,
    createVigie({ service: "other", url: await listen(store), processMetrics: false, onError: () => {} }),
  ];
  const { count } = await measured(vigie, async () => {
    for (const sender of senders) {
      sender.metric({ name: "one", value: 1 });
      await sender.flush();
    }
  });
  expect(count).toEqual([0, 0, 0, 0]);
  expect([...traceParents]).toEqual([undefined]);
  await stop(store);
  await senders[1]?.close();
});

it.each<[string, (to: string) => Promise<unknown>]>([
  ["fetch", async (to) => (await fetch(to)).text()],
  ["request of undici", async (to) => (await undiciRequest(to)).body.text()],
  ["node:http", (to) => get(to)],
])("makes a span of each call of %s, whose id the call carries", async (_name, call) => {
  const seen: unknown[] = [];
  const other = createServer((req, res) => {
    seen.push(req.headers.traceparent);
    res.writeHead(req.url?.startsWith("/missing") ? 404 : 200).end("{}");
  });
  const to = await listen(other);
  const gone = createServer();
  const nowhere = await listen(gone);
  await stop(gone);
  const hostOf = (base: string) => new URL(base).host.replace("127.0.0.1", "[ip]");
  const host = hostOf(to);
  const refused = `GET ${hostOf(nowhere)}/refused`;
  const { kept } = await measured(vigie, async () => {
    await vigie.span("a", () => Promise.all([call(`${to}/users/42?token=hunter2`), call(`${to}/orders`)]));
    await call(`${to}/missing/bob@example.com`);
    await call(`${nowhere}/refused`).catch(() => {});
  });
  await stop(other);
  const named = new Map(kept.spans.map((span) => [span.name, span]));
  expect([...named.keys()]).toEqual([
    "a",
    `GET ${host}/users/:id`,
    `GET ${host}/orders`,
    `GET ${host}/missing/:email`,
    refused,
  ]);
  const status = (name: string) => named.get(name)?.attributes?.["http.response.status_code"];
  expect([status(`GET ${host}/orders`), status(`GET ${host}/missing/:email`)]).toEqual([200, 404]);
  expect(named.get(`GET ${host}/users/:id`)).toMatchObject({ kind: "http", parent: named.get("a")?.id });
  expect(named.get(`GET ${host}/missing/:email`)).toMatchObject({ kind: "http", parent: kept.spanId });
  expect(named.get(refused)?.error).toContain("ECONNREFUSED");
  const calls = kept.spans.filter(({ kind }) => kind === "http").slice(0, 3);
  expect(seen.sort()).toEqual(calls.map(({ id }) => `00-${kept.traceId}-${id}-03`).sort());
  expect(JSON.stringify(kept)).not.toContain("hunter2");
});

it("names the step that it is in as the parent where calls are not recorded", async () => {
  await using off = testVigie({ recordOutgoing: false });
  let seen: string | undefined;
  const other = createServer((req, res) => {
    seen = req.headers.traceparent as string;
    res.end();
  });
  const to = await listen(other);
  const { kept } = await measured(off, () => off.span("step", async () => (await fetch(to)).text()));
  await stop(other);
  expect(kept.spans).toHaveLength(1);
  expect(seen).toBe(`00-${kept.traceId}-${kept.spans[0]?.id}-03`);
});
