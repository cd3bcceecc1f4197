import type { FedLog } from "@vigie/api";
import { commitBatches, openStore, type Store } from "@vigie/storage";
import { createDatabase, makeBatch, type TestDatabase, until } from "@vigie/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Announcements } from "./announcements.ts";
import { createLogHub } from "./log-hub.ts";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createDatabase();
  store = await openStore({ url: database.url });
});
afterAll(async () => {
  await store.close();
  await database[Symbol.asyncDispose]();
});

/** Between these servers no message ever arrives. */
const SILENCE: Announcements = { announce() {}, onCommitted() {}, onReconnected() {}, close: async () => {} };

const open = (now: () => number = Date.now) => createLogHub({ store, announcements: SILENCE, now });
const batchOf = (...messages: string[]) =>
  makeBatch(Date.now(), { logs: messages.map((message) => ({ time: Date.now(), level: "info", message, cut: 0 })) });

async function reading(hub: ReturnType<typeof open>) {
  const seen: { id: number | null; message: string }[] = [];
  let unstored: string[] = [];
  const { stop } = await hub.read({
    committed: (logs: readonly FedLog[]) => void seen.push(...logs.map(({ id, message }) => ({ id, message }))),
    unstored: (logs) => {
      unstored = logs.map(({ message }) => message);
    },
  });
  return { seen, unstored: () => unstored, [Symbol.dispose]: stop };
}

test("what another server committed is read, once and in its place, though its message was lost", async () => {
  const [hub, other] = [open(), open()];
  using reader = await reading(hub);
  const commit = async (by: typeof hub, ...messages: string[]) => {
    const batch = batchOf(...messages);
    by.committed([batch], await commitBatches(store, [batch], Date.now()));
  };
  await commit(hub, "a");
  await commit(other, "b", "c");
  await commit(hub, "d");
  await commit(other, "e");
  await until(() => reader.seen.length >= 5, "all five");
  expect(reader.seen.map(({ message }) => message)).toEqual(["a", "b", "c", "d", "e"]);
  const [first] = reader.seen;
  expect(reader.seen.map(({ id }) => id)).toEqual(reader.seen.map((_, i) => (first?.id ?? 0) + i));
});

test("a batch that its sender gave up is not shown as waiting for ever", async () => {
  let nowMs = Date.now();
  const hub = open(() => nowMs);
  hub.notCommitted([batchOf("given up")]);
  using before = await reading(hub);
  expect(before.unstored()).toEqual(["given up"]);
  nowMs += 600_000;
  using after = await reading(hub);
  expect(after.unstored()).toEqual([]);
});
