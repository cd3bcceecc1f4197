import { createDatabase, makeBatch, makeRollup, startServer, storedRequests } from "@vigie/testing";
import { runHostile } from "@vigie/testing/hostile";
import postgres from "postgres";
import { expect, test } from "vitest";
import { PROTOTYPE_WATCH, rssBytes } from "./server-process.ts";

const TOKEN = "a-token-of-more-than-32-characters-0";
const COUNT = Number(process.env.VIGIE_HOSTILE_COUNT ?? 2_000);
const SEED = Number(process.env.VIGIE_HOSTILE_SEED ?? 1);
const HEAP_MIB = 256;

test(
  "hostile input of every kind is refused or taken, and leaves nothing behind",
  async () => {
    await using database = await createDatabase();
    const env = { DATABASE_URL: database.url, VIGIE_ADMIN_TOKEN: TOKEN };
    // What is not bounded ends the process.
    const options = `--max-old-space-size=${HEAP_MIB} --import=${PROTOTYPE_WATCH}`;
    await using server = await startServer({ env: { ...env, NODE_OPTIONS: options } });
    const { url } = server;

    const report = await runHostile({ url, token: TOKEN, count: COUNT, seed: SEED });
    const peak = rssBytes(server.process.pid ?? 0).peak;
    const { failures, byStatus, slowest, health, seconds } = report;
    console.log(JSON.stringify({ byStatus, slowest, health, seconds, peakMiB: peak && peak / 1_048_576 }));
    expect(failures, server.output()).toEqual([]);
    expect(slowest.ms).toBeLessThan(30_000);
    expect(health).toMatchObject({ failed: 0 });
    expect(health.asked).toBeGreaterThan(5);
    // Both doors were reached: a run of which all is refused at the first would prove nothing.
    expect(byStatus["200"]).toBeGreaterThan(COUNT / 20);
    expect(byStatus["400"]).toBeGreaterThan(COUNT / 5);

    const send = async (body: unknown) => {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const answer = await fetch(`${url}/v1/batch`, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: answer.status, keys: Object.keys((await answer.json()) as object).sort() };
    };
    const rollups = [makeRollup({ atMs: Date.now(), durations: [1, 2, 3] })];
    const resource = { service: "after all", instance: "i", sdk: "testing/1" };
    const answer = await send(makeBatch(Date.now(), { resource, rollups }));
    expect(answer).toEqual({ status: 200, keys: ["duplicate", "id", "readers", "serverTime"] });
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });
    expect(await storedRequests(sql, "after all")).toBe(3);
    await sql.end({ timeout: 1 });

    // It was answered 500, since Postgres refuses what the attempts are counted by.
    for (const email of ["\0", "\ud800"]) {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ email, password: "p".repeat(12) });
      expect((await fetch(`${url}/auth/sign-in`, { method: "POST", headers, body })).status).toBe(400);
    }

    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.output()).toContain("prototypes: clean");
  },
  60_000 + COUNT * 20,
);
