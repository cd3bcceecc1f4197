import { gzipSync } from "node:zlib";
import { LIMITS } from "@vigie/protocol";
import { createDatabase, makeBatch, startServer, type TestDatabase, type TestServer } from "@vigie/testing";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let database: TestDatabase;
let server: TestServer;
let sql: postgres.Sql;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ env: { DATABASE_URL: database.url } });
  sql = postgres(database.url, { max: 2, onnotice: () => {} });
});

afterAll(async () => {
  await sql?.end({ timeout: 1 });
  await server?.stop();
  await database?.[Symbol.asyncDispose]();
});

const log = (changes: object) => ({ time: Date.now(), level: "info", message: "m", ...changes });

/** As any sender may: nothing here went through the SDK. */
async function post(changes: object): Promise<string> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: server.headers,
    body: JSON.stringify({ ...makeBatch(Date.now()), ...changes }),
  });
  return answer.ok ? "stored" : `${answer.status} ${(await answer.json()).error.code}`;
}

async function search(query: string): Promise<{ message: string; attributes: Record<string, unknown> }[]> {
  const input = encodeURIComponent(JSON.stringify({ query, period: "1h", limit: 500 }));
  const answer = await fetch(`${server.url}/trpc/logs.search?input=${input}`, { headers: server.headers });
  return (await answer.json()).result.data.lines;
}

/** What the stream sends first. */
async function streamed(): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({ query: "", last: 500 }));
  const answer = await fetch(`${server.url}/trpc/logs.stream?input=${input}`, { headers: server.headers });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes('"lines":[{')) text += decoder.decode((await reader.read()).value, { stream: true });
  await reader.cancel();
  return text;
}

describe("logs that come in", () => {
  it.each([
    ["ANSI codes", "\u001b[31mred\u001b[0m \u001b]0;title\u0007"],
    ["control characters", "a\u0001b\u0008c\rd\u009fe"],
    ["markup", "<img src=x onerror=alert(1)><script>alert(2)</script>"],
    ["marks of direction", "abc\u202edcba\u2066"],
    ["a formula", '=cmd|"/C calc"!A0'],
    ["many lines", "Error: x\n    at a (b.ts:1:1)\n    at c"],
  ])("keep %s as they are", async (name, message) => {
    expect(await post({ logs: [log({ message, attributes: { name } })] })).toBe("stored");
    expect((await search(`name:"${name}"`))[0]?.message).toBe(message);
  });

  it("lose halves of pairs and NUL, which no database keeps, and nothing else", async () => {
    expect(await post({ logs: [log({ message: "x\ud800y\0z", attributes: { half: "\udc00!\0" } })] })).toBe("stored");
    const [line] = await search("half:*");
    expect(line).toMatchObject({ message: "x\ufffdy\ufffdz", attributes: { half: "\ufffd!\ufffd" } });
  });

  it("keep names that JavaScript makes something of", async () => {
    const attributes = '{"__proto__":{"admin":true},"constructor":"c","toString":1}';
    const batch = JSON.stringify({ ...makeBatch(Date.now()), logs: [log({ message: "polluted" })] });
    const body = batch.replace('"message":"polluted"', `"message":"polluted","attributes":${attributes}`);
    expect((await fetch(`${server.url}/v1/batch`, { method: "POST", headers: server.headers, body })).status).toBe(200);
    const [row] = await sql<{ text: string }[]>`SELECT attributes::text AS text FROM logs WHERE message = 'polluted'`;
    expect(JSON.parse(row?.text ?? "")).toEqual(JSON.parse(attributes));
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it.each([
    ["a level that nobody knows", { logs: [log({ level: "loud" })] }, "400 BATCH_INVALID"],
    ["a message past the limit", { logs: [log({ message: "x".repeat(LIMITS.logLength + 1) })] }, "400 BATCH_INVALID"],
    ["a clock in the future", { logs: [log({ time: Date.now() + 120_000 })] }, "422 CLOCK_SKEW"],
    ["a trace id that is none", { logs: [log({ traceId: "4bf9" })] }, "400 BATCH_INVALID"],
    ["too many", { logs: Array(LIMITS.logsPerBatch + 1).fill(log({})) }, "400 BATCH_INVALID"],
  ])("are refused with %s", async (_, changes, wanted) => {
    expect(await post(changes)).toBe(wanted);
  });

  it("are refused when their attributes are 200,000 deep, without hurting the server", async () => {
    const deep = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
    const body = JSON.stringify({ ...makeBatch(Date.now()), logs: [log({ attributes: 0 })] }).replace(
      '"attributes":0',
      `"attributes":${deep}`,
    );
    const answer = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      body: gzipSync(body),
      headers: { ...server.headers, "content-encoding": "gzip" },
    });
    expect((await answer.json()).error.code).toBe("BATCH_TOO_DEEP");
    expect(await post({ logs: [log({})] })).toBe("stored");
  });

  it("older than a day are filed under the oldest time that is taken", async () => {
    expect(await post({ logs: [log({ message: "belated", time: Date.now() - 3 * 86_400_000 })] })).toBe("stored");
    const [row] = await sql<{ hours: number }[]>`
      SELECT extract(epoch FROM now() - time)::float8 / 3600 AS hours FROM logs WHERE message = 'belated'`;
    expect(row?.hours).toBeCloseTo(24, 1);
  });

  it("leave no secret in the database, the stream or an export, whoever sent them", async () => {
    const secrets: string[] = [];
    const plant = (text: (secret: string) => string) => {
      const secret = `Zq${secrets.length}x${Math.random().toString(36).slice(2, 12)}Wv`;
      secrets.push(secret);
      return text(secret);
    };
    const NAMES = [
      "password",
      "Authorization",
      "API_KEY",
      "apiKey",
      "accessToken",
      "client-secret",
      "set-cookie",
      "PASSWD",
    ];
    const logs = [
      ...NAMES.map((name) => log({ message: plant((secret) => `${name}=${secret} was wrong`) })),
      ...NAMES.map((name) => log({ message: "attributes", attributes: { [name]: plant((secret) => secret) } })),
      ...NAMES.map((name) => log({ attributes: { deep: [{ er: { [name]: { inner: plant((secret) => secret) } } }] } })),
      log({ message: plant((secret) => `GET https://bob:${secret}@host.test/`) }),
      log({ message: plant((secret) => `rejected Bearer ${secret}`) }),
      log({ message: plant((secret) => `to ${secret}@example.com`) }),
      log({ attributes: { note: plant((secret) => `mail ${secret}@example.com`) } }),
      log({ attributes: { url: plant((secret) => `/reset?token=${secret}`) } }),
      log({
        errors: [
          {
            type: "Error",
            message: plant((secret) => `password: "${secret}"`),
            stack: plant((secret) => `at x (https://h.test/a.js?token=${secret}:1:1)`),
          },
        ],
      }),
    ];
    const headers = Object.fromEntries(
      ["authorization", "cookie", "x-api-key", "proxy-authorization", "x-auth-token"].map((name) => [
        name,
        plant((s) => s),
      ]),
    );
    const requests = [
      {
        time: Date.now(),
        method: "GET",
        route: "/a",
        status: 200,
        durationMs: 1,
        sentBytes: 1,
        aborted: false,
        traceId: "a".repeat(32),
        kept: "sample",
        headers,
        url: plant((secret) => `/a?access_token=${secret}&x=1`),
        attributes: { session: { token: plant((secret) => secret) }, who: plant((secret) => `${secret}@example.com`) },
        spans: [
          {
            id: "b".repeat(16),
            parent: "c".repeat(16),
            kind: "http",
            startMs: 0,
            durationMs: 1,
            name: plant((secret) => `GET https://u:${secret}@h.test`),
            error: plant((secret) => `password=${secret}`),
            attributes: { password: plant((secret) => secret), url: plant((secret) => `?api_key=${secret}`) },
          },
        ],
      },
    ];
    const errors = [
      {
        fingerprint: "00000000000000aa",
        type: "Error",
        place: "",
        sample: {
          time: Date.now(),
          traceId: "a".repeat(32),
          method: "GET",
          route: "/a",
          status: 500,
          message: plant((secret) => `token ${secret}@example.com`),
          stack: plant((secret) => `x?secret=${secret}`),
        },
      },
    ];
    while (secrets.length < 50) logs.push(log({ message: plant((secret) => `{"password":"${secret}","n":1}`) }));
    expect(await post({ logs, requests, errors })).toBe("stored");

    const tables = await sql<{ text: string }[]>`
      SELECT logs::text AS text FROM logs UNION ALL SELECT requests::text FROM requests
      UNION ALL SELECT error_samples::text FROM error_samples`;
    const exported = await Promise.all(
      ["logs.csv", "logs.json", "traces.csv"].map(async (file) =>
        (await fetch(`${server.url}/export/${file}?period=1h`, { headers: server.headers })).text(),
      ),
    );
    const everything = {
      database: tables.map(({ text }) => text).join("\n"),
      stream: await streamed(),
      export: exported.join("\n"),
    };
    expect(secrets.length).toBeGreaterThanOrEqual(50);
    for (const [where, text] of Object.entries(everything)) {
      expect(text.length).toBeGreaterThan(5_000);
      expect(
        secrets.filter((secret) => text.includes(secret)),
        where,
      ).toEqual([]);
    }
  });
});
