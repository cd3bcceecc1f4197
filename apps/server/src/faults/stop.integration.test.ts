import { createVigieClient } from "@vigie/client";
import { createDatabase, makeBatch, makeRollup, startServer, storedRequests, until } from "@vigie/testing";
import postgres from "postgres";
import { expect, test } from "vitest";

test.concurrent("SIGTERM under load, with streams open: code 0 in ten seconds, and every acknowledged batch is stored", async () => {
  await using database = await createDatabase();
  const server = await startServer({ env: { DATABASE_URL: database.url } });
  let events = 0;
  const subscriptions = [1, 2, 3].map(() =>
    createVigieClient(server).status.live.subscribe({}, { onData: () => events++, onError: () => {} }),
  );
  await until(() => events >= 3, "the streams are open");

  const acknowledged: string[] = [];
  let sending = true;
  const send = async () => {
    while (sending) {
      const batch = makeBatch(Date.now(), { rollups: [makeRollup({ atMs: Date.now(), durations: [1] })] });
      try {
        const answer = await fetch(`${server.url}/v1/batch`, {
          method: "POST",
          headers: server.headers,
          body: JSON.stringify(batch),
        });
        if (answer.ok) acknowledged.push(batch.id);
        else expect(answer.status).toBe(503);
      } catch {
        // Gone: what was not answered was not acknowledged.
        if (server.process.exitCode !== null) return;
      }
    }
  };
  const senders = Array.from({ length: 16 }, send);
  await until(() => acknowledged.length > 200, "load is on");
  const started = performance.now();
  const ending = await server.stop("SIGTERM");
  const tookMs = performance.now() - started;
  sending = false;
  await Promise.all(senders);
  for (const subscription of subscriptions) subscription.unsubscribe();

  expect(ending).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(10_000);
  const sql = postgres(database.url, { max: 1 });
  const rows = await sql<{ id: string }[]>`SELECT id FROM batches WHERE id = ANY(${acknowledged}::uuid[])`;
  const count = await storedRequests(sql, "shop");
  await sql.end();
  expect(rows).toHaveLength(acknowledged.length);
  expect(count).toBeGreaterThanOrEqual(acknowledged.length);
});

test.concurrent("SIGTERM while every commit is stuck: it still ends in ten seconds", async () => {
  await using database = await createDatabase();
  const server = await startServer({ env: { DATABASE_URL: database.url } });
  const sql = postgres(database.url, { max: 1 });
  await sql`BEGIN`;
  await sql`LOCK TABLE batches IN ACCESS EXCLUSIVE MODE`;
  const stuck = fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: server.headers,
    body: JSON.stringify(makeBatch(Date.now())),
  }).catch(() => undefined);
  await until(async () => {
    const probe = postgres(database.url, { max: 1 });
    const [row] = await probe`SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted`;
    await probe.end();
    return (row?.waiting ?? 0) > 0;
  }, "the commit waits");
  const started = performance.now();
  expect(await server.stop("SIGTERM")).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(10_500);
  expect((await stuck)?.ok ?? false).toBe(false);
  await sql`ROLLBACK`;
  await sql.end();
});
