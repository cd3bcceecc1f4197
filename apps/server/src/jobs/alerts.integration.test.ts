import { PRESENCE, readEvaluationPlace } from "@vigie/storage";
import { makeRollup } from "@vigie/testing";
import { type OpenApi, openApi } from "@vigie/testing/api";
import { expect, test, vi } from "vitest";
import { startRuleEvaluation } from "./alerts.ts";

const HOUR = 3_600_000;
const patiently = { timeout: 20_000, interval: 50 };

/** A server's evaluation whose two clocks the test moves. */
async function open(given?: OpenApi) {
  const vigie = given ?? (await openApi());
  const lines: string[] = [];
  let monotonicMs = 1e6;
  let stepMs = 0;
  let looks = 0;
  const nowMs = () => vigie.nowMs + stepMs;
  const rules = startRuleEvaluation({
    store: vigie.store,
    leads: async () => {
      looks++;
      return true;
    },
    now: nowMs,
    monotonicNow: () => monotonicMs,
    report: (line) => lines.push(line),
  });
  return {
    vigie,
    lines,
    /** How often it was looked whether something is to be judged. */
    get looks() {
      return looks;
    },
    /** The wall clock is set; time does not pass. */
    setClock(ms: number) {
      stepMs += ms;
    },
    async pass(seconds: number, traffic: { ok?: number; failed?: number } | "silent" = {}) {
      for (let passed = 0; passed < seconds; passed += 10) {
        if (traffic !== "silent") await send(vigie, traffic);
        monotonicMs += 10_000;
        await vigie.pass(10_000);
      }
    },
    /** Waits until everything up to now, less `lagMs`, is judged. */
    judged: (lagMs = 12_500) =>
      vi.waitFor(async () => {
        const { to } = await readEvaluationPlace(vigie.store.sql);
        expect(to ?? 0).toBeGreaterThanOrEqual((nowMs() - lagMs) / 1000);
      }, patiently),
    async open() {
      const { groups } = await vigie.api.alerts.list({});
      return groups.flatMap(({ alerts }) => alerts);
    },
    async [Symbol.asyncDispose]() {
      await rules.stop();
      await vigie[Symbol.asyncDispose]();
    },
  };
}

async function send(vigie: OpenApi, { ok = 0, failed = 0 }: { ok?: number; failed?: number }): Promise<void> {
  const atMs = vigie.nowMs;
  const durations = (count: number) => Array.from({ length: count }, () => 10);
  const alive = { time: atMs, ...PRESENCE, value: 1e8, labels: {} };
  await vigie.send({
    metrics: [alive],
    rollups: [
      ...(ok > 0 ? [makeRollup({ atMs, durations: durations(ok) })] : []),
      ...(failed > 0 ? [makeRollup({ atMs, durations: durations(failed), status: 503 })] : []),
    ],
  });
}

test("what could not be judged in time is judged late: with its beginning, and once", async () => {
  await using server = await open();
  await server.pass(60, { ok: 50 });
  await server.judged();
  const { sql } = server.vigie.store;
  // Nothing can be written: the evaluation fails as it does with Postgres away.
  await sql`ALTER TABLE rule_evaluation RENAME TO rule_evaluation_away`;
  const failingFrom = server.vigie.nowMs;
  await server.pass(60, { ok: 50, failed: 50 });
  await vi.waitFor(() => expect(server.lines.join()).toContain("Rules could not be evaluated"), patiently);
  await sql`ALTER TABLE rule_evaluation_away RENAME TO rule_evaluation`;
  expect(await server.open()).toEqual([]);
  await server.pass(60, { ok: 50, failed: 50 });
  await server.judged();
  const [alert, ...others] = await server.open();
  expect(others).toEqual([]);
  expect(Date.parse(alert?.since ?? "")).toBeGreaterThanOrEqual(failingFrom - 10_000);
  expect(Date.parse(alert?.since ?? "")).toBeLessThan(failingFrom + 30_000);
  expect(Date.parse(alert?.openedAt ?? "")).toBeGreaterThan(failingFrom + 60_000);
  expect(server.lines.at(-1)).toBe("Rules are evaluated again.");
});

test("nothing is concluded from a clock that is set, forward or back", async () => {
  await using server = await open();
  await server.pass(60, { ok: 50 });
  await server.judged();
  server.setClock(HOUR);
  await vi.waitFor(() => expect(server.lines.join()).toContain("clock"), patiently);
  // Services are heard of by the new clock.
  await server.vigie.pass(HOUR);
  server.setClock(-HOUR);
  await server.pass(60, { ok: 50 });
  await server.judged();
  expect(await server.open()).toEqual([]);

  server.setClock(-2 * HOUR);
  await vi.waitFor(() => expect(server.lines.length).toBeGreaterThanOrEqual(2), patiently);
  await server.pass(40, { ok: 50 });
  await server.judged();
  expect(await server.open()).toEqual([]);
  const { alerts } = await server.vigie.api.alerts.history({ period: "24h" });
  expect(alerts).toEqual([]);
});

test("where rules are new to a database that is not, no service is called silent before it could send again", async () => {
  const vigie = await openApi();
  // Vigie was away for ten minutes, and knew no rules before.
  await send(vigie, { ok: 1 });
  await vigie.pass(600_000);
  await using server = await open(vigie);
  await vi.waitFor(() => expect(server.looks).toBeGreaterThan(0), patiently);
  expect(await server.open()).toEqual([]);
  await server.pass(40, { ok: 50 });
  await server.judged();
  const { alerts } = await vigie.api.alerts.history({ period: "24h" });
  expect(alerts).toEqual([]);
});
