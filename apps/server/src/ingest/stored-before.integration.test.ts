import { SENT_AT_HEADER } from "@vigie/protocol";
import { uuidV7, uuidV7Time } from "@vigie/series";
import { isBatchStored, openStore } from "@vigie/storage";
import { createDatabase, makeBatch, makeRollup, startServer, storedRequests } from "@vigie/testing";
import { expect, test } from "vitest";

const TWO_DAYS = 172_800_000;

test("a batch that was stored is a duplicate, whatever its sender's clock says by then", async () => {
  await using database = await createDatabase();
  await using server = await startServer({ env: { DATABASE_URL: database.url } });
  const store = await openStore({ url: database.url, connections: 2 });
  const post = async (body: object, clockMs: number) => {
    const headers = { ...server.headers, [SENT_AT_HEADER]: String(clockMs) };
    const answer = await fetch(`${server.url}/v1/batch`, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, ...(await answer.json()) };
  };
  const rollups = () => [makeRollup({ atMs: Date.now(), durations: [1, 2, 3] })];

  const stored = makeBatch(Date.now(), { rollups: rollups() });
  expect(await post(stored, Date.now())).toMatchObject({ status: 200, duplicate: false });
  // Told CLOCK_SKEW, it would come again under a new id, and be counted twice.
  expect(await post(stored, Date.now() + TWO_DAYS)).toMatchObject({ status: 200, duplicate: true });
  expect(await storedRequests(store.sql, "shop")).toBe(3);

  // What was not stored is refused, and the question leaves nothing behind: with a right clock it is new.
  const waiting = makeBatch(Date.now(), { rollups: rollups() });
  expect(await post(waiting, Date.now() - TWO_DAYS)).toMatchObject({ status: 422, error: { code: "CLOCK_SKEW" } });
  expect(await post(waiting, Date.now())).toMatchObject({ status: 200, duplicate: false });
  expect(await storedRequests(store.sql, "shop")).toBe(6);
  await store.close();
});

test("whether a batch was stored is answered when the transaction that stores it has ended", async () => {
  await using database = await createDatabase();
  const store = await openStore({ url: database.url, connections: 3 });
  const ids = [uuidV7(Date.now()), uuidV7(Date.now())];
  const [kept = "", undone = ""] = ids;
  let answered = 0;
  const answers: Promise<boolean>[] = [];
  await store.sql.begin(async (tx) => {
    await tx`INSERT INTO batches (time, id) VALUES (to_timestamp(${uuidV7Time(kept) / 1000}::float8), ${kept}::uuid)`;
    answers.push(isBatchStored(store, kept).finally(() => answered++));
    await new Promise((done) => setTimeout(done, 100));
    expect(answered).toBe(0);
  });
  expect(await Promise.all(answers)).toEqual([true]);
  expect(await isBatchStored(store, undone)).toBe(false);
  // Of a time for which there are no partitions.
  expect(await isBatchStored(store, uuidV7(Date.now() + 90 * TWO_DAYS))).toBe(false);
  await store.close();
});
