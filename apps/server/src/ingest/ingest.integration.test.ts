import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { type Batch, LIMITS, type VigieError } from "@vigie/protocol";
import { uuidV7 } from "@vigie/series";
import { openStore } from "@vigie/storage";
import {
  createDatabase,
  makeBatch,
  makeRollup,
  startServer,
  storedRequests,
  type TestDatabase,
  type TestServer,
  until,
} from "@vigie/testing";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCommitGroup } from "./commit-group.ts";

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

function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/v1/batch`, {
    method: "POST",
    body: body as BodyInit,
    headers: { ...server.headers, ...headers },
  });
}

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${(await response.json()).error?.code}`;
}

const requestsOf = (service: string, requests = 3): Batch =>
  makeBatch(Date.now(), {
    resource: { service, instance: "i", sdk: "testing/1" },
    rollups: [makeRollup({ atMs: Date.now(), durations: new Array(requests).fill(5) })],
  });

const stored = (service: string) => storedRequests(sql, service);

describe("POST /v1/batch", () => {
  test("acknowledged means committed: the row is there at once", async () => {
    for (let i = 1; i <= 5; i++) {
      const batch = requestsOf("committed");
      const answer = await post(gzipSync(JSON.stringify(batch)), { "content-encoding": "gzip" });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ id: batch.id, duplicate: false, serverTime: expect.any(Number) });
      expect(await stored("committed")).toBe(3 * i);
    }
  });

  test("the same batch again, and twenty times at once, counts once", async () => {
    const again = JSON.stringify(requestsOf("twice"));
    expect(await (await post(again)).json()).toMatchObject({ duplicate: false });
    expect(await (await post(again)).json()).toMatchObject({ duplicate: true });
    expect(await stored("twice")).toBe(3);

    const batch = requestsOf("twenty");
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        // An id is the same in any case.
        const id = i % 2 ? batch.id : batch.id.toUpperCase();
        const answer = await post(JSON.stringify({ ...batch, id }));
        expect(answer.status).toBe(200);
        return (await answer.json()).duplicate;
      }),
    );
    expect(answers.filter((duplicate) => !duplicate)).toHaveLength(1);
    expect(await stored("twenty")).toBe(3);
  });

  test("two hundred different batches at once all count", async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => post(JSON.stringify(requestsOf("crowd", 1)))));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(await stored("crowd")).toBe(200);
  });

  test("a refused batch leaves nothing behind", async () => {
    const batch = requestsOf("refused");
    const metric = { time: Date.now(), type: "mongodb", name: "n", value: 1, labels: {} };
    expect(await codeOf(await post(JSON.stringify({ ...batch, metrics: [metric] })))).toBe("400 METRIC_TYPE_UNKNOWN");
    expect(await stored("refused")).toBe(0);
    expect(await (await post(JSON.stringify(batch))).json()).toMatchObject({ duplicate: false });
    expect(await stored("refused")).toBe(3);
  });

  test.each(["application/json", "application/json; charset=utf-8", "text/plain", "application/octet-stream", ""])(
    "content-type %j does not matter",
    async (type) => {
      const answer = await post(Buffer.from(JSON.stringify(requestsOf("types"))), type ? { "content-type": type } : {});
      expect(answer.status).toBe(200);
    },
  );

  test("errors tell what to do, with the status that says whether to try again", async () => {
    expect(await codeOf(await post("{"))).toBe("400 BATCH_MALFORMED");
    expect(await codeOf(await fetch(`${server.url}/v1/batch`, { method: "POST", headers: server.headers }))).toBe(
      "400 BATCH_MALFORMED",
    );
    expect(await codeOf(await post("{}", { "content-type": "a/b/c;;" }))).toBe("400 BATCH_MALFORMED");
    expect(await codeOf(await post("{}", { "content-encoding": "br" }))).toBe("400 BATCH_ENCODING");
    expect(await codeOf(await post("[".repeat(200_000)))).toBe("400 BATCH_TOO_DEEP");
    expect(await codeOf(await post(JSON.stringify({ ...makeBatch(Date.now()), version: 2 })))).toBe(
      "400 WIRE_VERSION_UNSUPPORTED",
    );
    const skewed = await post(JSON.stringify(makeBatch(Date.now())), {
      "vigie-sent-at": String(Date.now() - 172_800_000),
    });
    expect(skewed.status).toBe(422);
    expect((await skewed.json()).error).toMatchObject({
      code: "CLOCK_SKEW",
      details: { serverTime: expect.any(Number), limitMs: LIMITS.clockSkewMs },
      remedy: expect.stringContaining("NTP"),
    });
    expect(await codeOf(await fetch(`${server.url}/v1/batch`, { headers: server.headers }))).toBe("404 NOT_FOUND");
  });

  test("too large as it arrives, announced or not, and unpacked", async () => {
    const large = Buffer.alloc(LIMITS.compressedBytes + 1, "a");
    const announced = await post(large);
    expect(announced.status).toBe(413);
    expect((await announced.json()).error).toMatchObject({
      code: "BATCH_TOO_LARGE",
      details: { limitBytes: LIMITS.compressedBytes, kind: "as it arrives" },
    });
    const chunks = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(large.subarray(0, 65_536));
        controller.close();
      },
    });
    const streamed = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: server.headers,
      body: chunks,
      duplex: "half",
    } as RequestInit);
    expect(await codeOf(streamed)).toBe("413 BATCH_TOO_LARGE");
    const bomb = gzipSync(Buffer.alloc(200 * 1_048_576, " "), { level: 1 });
    expect(await codeOf(await post(bomb, { "content-encoding": "gzip" }))).toBe("413 BATCH_TOO_LARGE");
    const raw = Buffer.alloc(LIMITS.compressedBytes, " ");
    expect(await codeOf(await post(raw))).toBe("400 BATCH_MALFORMED");
  });

  test("any names are kept as they are", async () => {
    const names = [
      "größe ☂ 🦀",
      "'; DROP TABLE rollups; --",
      '{"a":1}',
      "\\x00",
      "a\tb\n",
      "__proto__",
      "constructor",
      "\u202eabc",
      "{1,2}",
      "NULL",
    ];
    for (const name of names) {
      const batch = makeBatch(Date.now(), {
        resource: { service: name, instance: name, release: name, environment: name, sdk: name },
        rollups: [makeRollup({ atMs: Date.now(), durations: [1], route: name })],
        metrics: [{ time: Date.now(), type: "custom", name, value: 1, labels: { [`${name} `]: name } }],
      });
      expect(`${name} ${(await post(JSON.stringify(batch))).status}`).toBe(`${name} 200`);
      const [row] = await sql`
        SELECT services.name, route, labels, metrics.name AS metric FROM services
        JOIN endpoints ON endpoints.service_id = services.id AND route = ${name}
        JOIN instances ON instances.service_id = services.id
        JOIN metrics ON instance_id = instances.id WHERE services.name = ${name}`;
      expect(row).toEqual({ name, route: name, metric: name, labels: { [`${name} `]: name } });
    }
  });

  // jsonb refuses it, and the route that comes back is another than the one that was sent: 503 for ever.
  test("half of a surrogate pair is stored, as the replacement character", async () => {
    const batch = makeBatch(Date.now(), {
      resource: { service: "half", instance: "a\ud83d", sdk: "\udc00" },
      rollups: [makeRollup({ atMs: Date.now(), durations: [1], route: "/a\ud83d" })],
      metrics: [{ time: Date.now(), type: "custom", name: "\udc00", value: 1, labels: { "a\ud83d": "\udc00" } }],
    });
    for (let i = 0; i < 2; i++)
      expect((await post(JSON.stringify({ ...batch, id: uuidV7(Date.now()) }))).status).toBe(200);
    expect(await stored("half")).toBe(2);
  });

  // float8 overflows when Postgres adds or squares them, and every reader of the period would fail from then on.
  test("the largest values that are taken can be read again", async () => {
    const value = LIMITS.magnitude;
    const samples = [value, -value, value, -value].map((value) => ({
      time: Date.now(),
      type: "system" as const,
      name: "process.memory.rss",
      value,
      labels: {},
    }));
    const rollups = Array.from({ length: 3 }, () => ({
      ...makeRollup({ atMs: Date.now(), durations: [1] }),
      sumMs: LIMITS.count * LIMITS.milliseconds,
      maxMs: LIMITS.milliseconds,
      sentBytes: LIMITS.sentBytes,
    }));
    const batch = makeBatch(Date.now(), {
      resource: { service: "large", instance: "i", sdk: "s" },
      metrics: samples,
      rollups,
    });
    expect((await post(JSON.stringify(batch))).status).toBe(200);
    const input = encodeURIComponent(JSON.stringify({ service: "large", period: "1h" }));
    for (const procedure of ["summary", "endpoints.stats", "services.list"]) {
      const answer = await fetch(`${server.url}/trpc/${procedure}?input=${input}`, { headers: server.headers });
      expect(`${procedure} ${answer.status}`).toBe(`${procedure} 200`);
    }
  });

  test("a client that dribbles is let go", async () => {
    const dribbles = Array.from({ length: 50 }, async (_, i) => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      socket.on("error", () => {});
      socket.write(i % 2 ? "POST /v1/batch HTTP/1.1\r\nhost: localhost\r\n" : "G");
      const timer = setInterval(() => socket.write("x"), 300);
      socket.resume();
      await once(socket, "close");
      clearInterval(timer);
    });
    const started = performance.now();
    await Promise.all(dribbles);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });
});

describe("the commit group", () => {
  test("a batch that Postgres refuses fails alone, and for ever", async () => {
    await using store = await openTestStore();
    const group = createCommitGroup(store.store, Date.now, { committed() {}, notCommitted() {}, readers: () => 0 });
    // Past the parser, as a fault of ours would send it.
    const poison = requestsOf("poison");
    poison.rollups = poison.rollups.map((rollup) => ({ ...rollup, histogram: "\f" }));
    const results = await Promise.allSettled([
      group.submit(requestsOf("healthy")),
      group.submit(poison),
      group.submit(requestsOf("healthy")),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    // 503 would make its sender try again for ever, and hold up all that it has after it.
    expect(((results[1] as PromiseRejectedResult).reason as VigieError).code).toBe("BATCH_INVALID");
    expect(await stored("healthy")).toBe(6);
    expect(await stored("poison")).toBe(0);
  });

  test("over HTTP, a flood is answered with 200 or 429 and Retry-After, and every 200 counts", async () => {
    // Every commit waits for this lock, so that what arrives piles up.
    const blocker = await sql.reserve();
    await blocker`BEGIN`;
    await blocker`LOCK TABLE batches IN ACCESS EXCLUSIVE MODE`;
    let answered = 0;
    const sending = Promise.all(
      Array.from({ length: 1_100 }, async () => {
        const answer = await post(JSON.stringify(requestsOf("http flood", 1)));
        answered++;
        return answer;
      }),
    );
    // While nothing can be committed, an answer is a refusal.
    await until(() => answered > 0, "the first refusal").finally(async () => {
      await blocker`COMMIT`;
      blocker.release();
    });
    const answers = await sending;
    const taken = answers.filter((answer) => answer.status === 200).length;
    const away = answers.filter((answer) => answer.status === 429);
    expect(taken + away.length).toBe(1_100);
    expect(away.length).toBeGreaterThan(0);
    for (const answer of away) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await codeOf(away[0] as Response)).toBe("429 RATE_LIMITED");
    expect(await stored("http flood")).toBe(taken);
  });
});

async function openTestStore() {
  const store = await openStore({ url: database.url, connections: 2 });
  return { store, [Symbol.asyncDispose]: () => store.close() };
}
