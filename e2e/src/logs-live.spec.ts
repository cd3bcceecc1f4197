import { setTimeout as sleep } from "node:timers/promises";
import { createVigieClient } from "@vigie/client";
import { createVigie } from "@vigie/node";
import { createDatabase, freePort, startPostgres, startServer, storedMessages, until } from "@vigie/testing";
import { expect, test } from "./journey.ts";
import { followLogs, makeLog, openStream, sendLogs, shownNumbers } from "./logs.ts";
import { startProxy } from "./proxy.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);

test("a reader sees the last lines, then every line that matches, on whichever server it came in @once", async ({
  cluster: _,
}) => {
  await using database = await createDatabase();
  const env = { DATABASE_URL: database.url };
  await using first = await startServer({ env });
  await using second = await startServer({ env });
  await sendLogs(
    () => first.url,
    numbers(0, 100).map((message) => makeLog(message)),
  );

  await using all = followLogs(second.url, { last: 10 });
  await using errors = followLogs(first.url, { query: "level:error -retry", last: 0 });
  await until(() => all.messages.length === 10, "the last ten");
  expect(all.messages).toEqual(numbers(90, 100));

  for (let i = 100; i < 400; i += 10) {
    const server = (i / 10) % 2 === 0 ? first : second;
    await sendLogs(
      () => server.url,
      numbers(i, i + 10).map((message) => makeLog(message)),
    );
  }
  await sendLogs(
    () => second.url,
    [makeLog("it failed", { level: "error" }), makeLog("retry failed", { level: "error" })],
  );
  await until(() => all.messages.length === 312 && errors.messages.length === 1, "all of it");
  expect(all.messages.slice(0, 310)).toEqual(numbers(90, 400));
  expect(errors.messages).toEqual(["it failed"]);
});

test("100,000 numbered lines through two restarts: each once in the store, without gap or repetition for a program and in the browser @once", async ({
  page,
  cluster: _,
}) => {
  test.setTimeout(180_000);
  await using database = await createDatabase();
  const options = { port: await freePort(), env: { DATABASE_URL: database.url } };
  let server = await startServer(options);
  try {
    const { url } = server;
    await sendLogs(() => url, [makeLog("begin")]);
    await using reader = followLogs(url);
    await until(() => reader.messages.length > 0, "the reader follows");
    await page.goto(`${url}/logs?live=true&keep=10000`);
    await expect(page.locator("[data-connection]")).toHaveAttribute("data-connection", "live");

    for (let i = 0; i < 100_000; i += 500) {
      const sent = sendLogs(
        () => url,
        numbers(i, i + 500).map((message) => makeLog(message)),
      );
      if (i === 30_000 || i === 60_000) {
        await server.stop(i === 30_000 ? "SIGKILL" : "SIGTERM");
        server = await startServer(options);
      }
      await sent;
    }
    await until(() => reader.messages.length >= 100_001, "every line arrived", 60_000);
    expect(reader.missed()).toBe(0);
    expect(reader.messages).toEqual(["begin", ...numbers(0, 100_000)]);

    expect(await storedMessages(database.url)).toEqual(["begin", ...numbers(0, 100_000)]);

    await expect(page.getByRole("main")).toContainText("line 99999");
    await page.getByRole("button", { name: /Pause/ }).click();
    const shown = await shownNumbers(page);
    expect(shown.length).toBeGreaterThanOrEqual(10_000);
    expect(shown).toEqual(shown.map((_, i) => 100_000 - shown.length + i));
    await page.goto("about:blank");
  } finally {
    await server.stop();
  }
});

test("a reader that does not read costs nobody anything, and learns how many lines it missed @once", async ({
  cluster: _,
}) => {
  test.setTimeout(120_000);
  await using database = await createDatabase();
  await using server = await startServer({ env: { DATABASE_URL: database.url } });
  await sendLogs(() => server.url, [makeLog("begin")]);
  await using other = followLogs(server.url);
  await until(() => other.messages.length === 1, "the other reader follows");
  const asleep = await openStream(server.url);

  // Long lines, so that the sockets between the two are soon full.
  const long = "x".repeat(2_000);
  for (let i = 0; i < 16_000; i += 400) {
    await sendLogs(
      () => server.url,
      numbers(i, i + 400).map((message) => makeLog(`${message} ${long}`)),
    );
  }
  await until(() => other.messages.length >= 16_001, "the other reader has it all");
  expect(other.messages.length).toBe(16_001);
  expect(other.missed()).toBe(0);

  const read = await asleep.read(16_000);
  expect(read.lines + read.missed).toBe(16_000);
  expect(read.missed).toBeGreaterThan(2_000);
});

test("a reader goes on behind a proxy that answers 502 while the server is away @once", async ({ cluster: _ }) => {
  test.setTimeout(120_000);
  await using database = await createDatabase();
  const options = { port: await freePort(), env: { DATABASE_URL: database.url } };
  let server = await startServer(options);
  await using proxy = await startProxy(options.port);
  try {
    await sendLogs(() => server.url, [makeLog("begin")]);
    await using reader = followLogs(proxy.url);
    await until(() => reader.messages.length > 0, "the reader follows");
    await server.stop();
    await until(() => proxy.refused() > 0, "the proxy answered 502");
    server = await startServer(options);
    await sendLogs(
      () => server.url,
      numbers(0, 100).map((message) => makeLog(message)),
    );
    await until(() => reader.messages.length > 100, "the reader goes on");
    expect(reader.messages).toEqual(["begin", ...numbers(0, 100)]);
  } finally {
    await server.stop();
  }
});

test("a search that is wrong ends a stream with its mistake, at once @once", async ({ cluster: _ }) => {
  await using database = await createDatabase();
  await using server = await startServer({ env: { DATABASE_URL: database.url } });
  for (const [query, code] of [
    ["level:loud", "SEARCH_INVALID"],
    ["duration:>1s", "SEARCH_NOT_LIVE"],
  ]) {
    const error = await new Promise<unknown>((fail) =>
      createVigieClient(server).logs.stream.subscribe({ query }, { onError: fail }),
    );
    expect(error).toMatchObject({ data: { vigie: { code } } });
  }
});

test("while Postgres is away lines still go to readers, said to be unstored, and are stored later @once", async () => {
  test.setTimeout(120_000);
  await using postgres = await startPostgres();
  await using server = await startServer({ env: { DATABASE_URL: postgres.url } });
  await sendLogs(() => server.url, [makeLog("begin")]);
  await using reader = followLogs(server.url);
  await until(() => reader.messages.length === 1, "the reader follows");
  await postgres.down();
  const sent = sendLogs(
    () => server.url,
    numbers(0, 10).map((message) => makeLog(message)),
  );
  await until(() => reader.unstored().length === 10, "the reader sees them at once");
  expect(reader.unstored()).toEqual(numbers(0, 10));
  expect(reader.messages).toEqual(["begin"]);
  await postgres.up();
  await sent;
  await until(() => reader.messages.length === 11 && reader.unstored().length === 0, "they are stored");
  expect(reader.messages).toEqual(["begin", ...numbers(0, 10)]);
  expect(await storedMessages(postgres.url)).toEqual(["begin", ...numbers(0, 10)]);
});

test("what a service logs while Postgres is away is seen as it is logged, and stored once afterwards @once", async () => {
  test.setTimeout(120_000);
  await using postgres = await startPostgres();
  await using server = await startServer({ env: { DATABASE_URL: postgres.url } });
  const vigie = createVigie({
    service: "shop",
    url: server.url,
    token: server.token,
    processMetrics: false,
    backoffMs: 50,
  });
  let logged = 0;
  const logFor = async (ms: number) => {
    for (const endMs = Date.now() + ms; Date.now() < endMs; await sleep(50)) vigie.log("info", `line ${logged++}`);
  };
  try {
    await logFor(1_500);
    await using reader = followLogs(server.url);
    await until(() => reader.messages.length > 0, "the reader follows");
    await logFor(2_000);
    await postgres.down();
    await logFor(3_000);
    await until(() => reader.unstored().at(-1) === `line ${logged - 1}`, "the last line is seen, unstored", 10_000);
    expect(reader.messages.length).toBeLessThan(logged);
    await postgres.up();
    await logFor(1_000);
    await until(() => reader.messages.length === logged && reader.unstored().length === 0, "all is stored", 60_000);
    expect(reader.messages).toEqual(numbers(0, logged));
    expect(await storedMessages(postgres.url)).toEqual(numbers(0, logged));
  } finally {
    await vigie.close();
  }
});
