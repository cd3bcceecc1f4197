import { createVigieClient } from "@vigie/client";
import {
  createDatabase,
  freePort,
  makeBatch,
  makeRollup,
  startServer,
  type TestDatabase,
  type TestServer,
  until,
} from "@vigie/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

/* A package of the workspace uses the typed client as another service would: over HTTP, against the real server. */

let database: TestDatabase;
let server: TestServer;
let port: number;
const start = () => startServer({ env: { DATABASE_URL: database.url }, port });

beforeAll(async () => {
  database = await createDatabase();
  port = await freePort();
  server = await start();
});

afterAll(async () => {
  await server?.stop();
  await database?.[Symbol.asyncDispose]();
});

const send = (service: string) =>
  fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: server.headers,
    body: JSON.stringify(
      makeBatch(Date.now(), {
        resource: { service, instance: "i", sdk: "testing/1" },
        rollups: [makeRollup({ atMs: Date.now(), durations: [10, 20, 30] })],
      }),
    ),
  });

test("queries and mutations", async () => {
  // A slash at the end of the address does no harm.
  const client = createVigieClient({ url: `${server.url}/`, token: server.token });
  await send("shop");
  const { api } = await client.summary.query({ service: "shop", period: "1h" });
  expect(api).toMatchObject({ available: true, requestCount: 3 });
  expect((await client.services.list.query()).map((service) => service.name)).toContain("shop");

  expect(
    await client.metrics.record.mutate([
      { type: "custom", name: "queue.length", value: 4 },
      { type: "custom", name: "queue.length", value: 6 },
    ]),
  ).toEqual({ written: 2 });
  const { series } = await client.metrics.query.query({ type: "custom", name: "queue.length", period: "1h" });
  expect(series.flatMap(({ points }) => points.map(([, value]) => value)).filter((value) => value !== null)).toEqual([
    5,
  ]);
});

test("an error brings Vigie's code, message, remedy and details", async () => {
  const client = createVigieClient(server);
  const error = await client.summary
    .query({ period: { from: "2026-01-02", to: "2026-01-01" } })
    .catch((error) => error);
  expect(error.data).toMatchObject({
    httpStatus: 400,
    vigie: {
      code: "PERIOD_INVALID",
      message: expect.stringContaining("from is not before to"),
      remedy: expect.stringContaining("ISO 8601"),
      details: { from: "2026-01-02", to: "2026-01-01" },
    },
  });
  expect(error.message).toBe(error.data.vigie.message);
  expect(JSON.stringify(error.data)).not.toMatch(/node_modules|\.ts:|\.js:/);
});

test("a period of any length is answered or refused, soon", async () => {
  const client = createVigieClient(server);
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const periods = [
    { from, to: "+275760-09-13T00:00:00.000Z" },
    { from: "-271821-04-20T00:00:00.000Z", to: "+275760-09-13T00:00:00.000Z" },
    { from: "0001-01-01", to: new Date().toISOString() },
    { from: "1970-01-01", to: "1970-01-02" },
  ];
  for (const period of periods) {
    const started = performance.now();
    const asks = [
      client.summary.query({ period }),
      client.timeline.query({ period, figures: ["api.p95Ms", "system.cpuRatio"], maxPoints: 100 }),
      client.endpoints.stats.query({ period }),
      client.losses.list.query({ period }),
      client.metrics.query.query({ type: "custom", name: "queue.length", period }),
    ];
    for (const answer of await Promise.allSettled(asks)) {
      if (answer.status === "rejected") expect(answer.reason.data?.vigie?.code).toBe("PERIOD_INVALID");
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  }
});

test("a subscription goes on after Vigie was started again, from where it was", async () => {
  const client = createVigieClient(server);
  const events: { id: string; releases: number }[] = [];
  const subscription = client.status.live.subscribe(
    { service: "stream" },
    { onData: ({ id, data }) => void events.push({ id, releases: data.releases.length }) },
  );
  await until(() => events.length > 0, "the first status");
  expect(await server.stop()).toEqual({ code: 0, signal: null });
  const before = events.length;
  server = await start();
  await send("stream");
  await until(
    () => events.slice(before).some((event) => event.releases === 1),
    "the change comes over the new connection",
  );
  subscription.unsubscribe();
  // What was known is not told again.
  events.forEach((event, i) => void expect(event.id).not.toBe(events[i - 1]?.id));
});
