import {
  commitEvaluation,
  readEvaluationPlace,
  readOpenAlerts,
  removeRule,
  resolveAlertsByHand,
  type Store,
  type TellAlerts,
} from "@vigie/storage";
import { makeRollup } from "@vigie/testing";
import { type OpenApi, openApi } from "@vigie/testing/api";
import { expect, test, vi } from "vitest";
import { evaluateRules } from "./evaluate.ts";

const toSecondsOf = (nowMs: number) => Math.floor(nowMs / 10_000) * 10;

async function openAlert(vigie: OpenApi) {
  for (let i = 0; i < 8; i++) {
    const durations = Array.from({ length: 50 }, () => 10);
    await vigie.send({ rollups: [makeRollup({ atMs: vigie.nowMs, durations, status: 500 })] });
    await vigie.pass(10_000);
    await evaluateRules({ store: vigie.store, toSeconds: toSecondsOf(vigie.nowMs), nowMs: vigie.nowMs });
  }
  const [alert] = await readOpenAlerts(vigie.store.sql);
  if (alert === undefined) throw new Error("no alert opened");
  return alert;
}

/** A `tell` in the middle of what a person does: an evaluation that notes what it saw of the alert wants to be written just then. */
async function meetAnEvaluation({ store, nowMs }: { store: Store; nowMs: number }, alertId: number) {
  const { sql } = store;
  const from = await readEvaluationPlace(sql);
  let evaluating: Promise<unknown> = Promise.resolve();
  const tell: TellAlerts = async () => {
    evaluating = commitEvaluation(
      sql,
      {
        from,
        to: (from.to ?? 0) + 10,
        at: nowMs / 1000,
        states: [],
        well: [],
        opened: [],
        seen: [{ alertId, value: 1, isWorst: false, noDataSince: null }],
        resolved: [],
      },
      async () => {},
    );
    evaluating.catch(() => {});
    await vi.waitFor(async () => {
      const waiting = await sql`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect(waiting.length).toBeGreaterThan(0);
    });
  };
  return { tell, evaluated: () => evaluating };
}

test("somebody who ends an alert and an evaluation that sees it never wait for each other", async () => {
  await using vigie = await openApi();
  const { id } = await openAlert(vigie);
  const { tell, evaluated } = await meetAnEvaluation(vigie, id);
  const action = { ids: [id], by: "Ada", note: null, atMs: vigie.nowMs };
  expect(await resolveAlertsByHand(vigie.store.sql, action, tell)).toBe(1);
  // It did not know of that, and is done again.
  expect(await evaluated()).toBeNull();
  expect(await readOpenAlerts(vigie.store.sql)).toEqual([]);
});

test("somebody who removes a rule and an evaluation that sees its alert never wait for each other", async () => {
  await using vigie = await openApi();
  const { id, ruleId } = await openAlert(vigie);
  const { tell, evaluated } = await meetAnEvaluation(vigie, id);
  expect(await removeRule(vigie.store.sql, { id: ruleId, atMs: vigie.nowMs }, tell)).toBe(true);
  expect(await evaluated()).toBeNull();
  expect(await readOpenAlerts(vigie.store.sql)).toEqual([]);
});
