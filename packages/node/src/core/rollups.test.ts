import { LIMITS, OTHER_FINGERPRINT, rollupSchema } from "@vigie/protocol";
import { beforeEach, expect, it } from "vitest";
import { Aggregate, type Cell } from "./aggregate.ts";
import { Clock } from "./clock.ts";
import { Endpoints } from "./endpoints.ts";
import { Losses } from "./losses.ts";
import { RequestScope } from "./request-scope.ts";
import { toRollup } from "./rollups.ts";
import { Statements } from "./statements.ts";
import { WAIT, Waits } from "./waits.ts";

const endpoints = new Endpoints(10, () => false);
const endpoint = endpoints.admit(endpoints.of("GET", "/", "/"));
let aggregate: Aggregate;
let losses: Losses;
let statements: Statements;
/** All requests end in one window. */
let endedAt: number;

beforeEach(() => {
  aggregate = new Aggregate(new Clock(), endpoints);
  losses = new Losses();
  statements = new Statements(150);
  endedAt = performance.now();
});

function add(options: { status?: number; durationMs?: number; error?: string; waits?: Waits }): void {
  const { status = 200, durationMs = 1, error, waits } = options;
  const scope = new RequestScope(undefined);
  scope.waits = waits;
  const request = { status, durationMs, sentBytes: 0, aborted: false, scope, url: "/", rawHeaders: [] };
  aggregate.add(endpoint, { ...request, endpoint }, endedAt, error);
}

function take() {
  const rollups: ReturnType<typeof toRollup>[] = [];
  aggregate.take((cell: Cell) => rollups.push(rollupSchema.parse(toRollup(cell, losses))));
  expect(rollups).toHaveLength(1);
  return rollups[0] as (typeof rollups)[0];
}

function waiting(parts: readonly [number, number][], durationMs: number): Waits {
  const waits = new Waits();
  for (const [from, to] of parts) {
    waits.begin(WAIT.sql, from);
    waits.end(WAIT.sql, to);
  }
  waits.close(durationMs, durationMs);
  return waits;
}

it("adds up waits, statuses, errors and statements, and begins anew after each taking", () => {
  const waits = new Waits();
  waits.begin(WAIT.http, 0);
  waits.ran(statements.of("select 1"), 5);
  waits.ran(statements.of("select 2"), 7);
  waits.close(10, 10);
  add({ durationMs: 10, waits });
  add({ durationMs: 40, waits: waiting([[0, 30]], 40) });
  add({ status: 404 });
  add({ status: 404 });
  add({ status: 503, error: "00000000000000ab" });
  expect(take()).toMatchObject({
    count: 5,
    waitMs: [0, expect.closeTo(30, 9), 0, expect.closeTo(10, 9)],
    waitCount: [0, 1, 0, 1],
    statuses: [
      { status: 404, count: 2 },
      { status: 503, count: 1 },
    ],
    errors: [{ fingerprint: "00000000000000ab", count: 1 }],
    statements: [{ fingerprint: statements.of("select 3").fingerprint, calls: 2, sumMs: 12 }],
  });
  add({});
  const nothing = { waitMs: [0, 0, 0, 0], waitCount: [0, 0, 0, 0], statuses: [], errors: [], statements: [] };
  expect(take()).toMatchObject({ count: 1, ...nothing });
  expect(losses.take()).toEqual([]);
});

it("never lets waits add up to more than the durations", () => {
  for (let i = 1; i <= 1_000; i++) add({ durationMs: i / 3, waits: waiting([[0, i / 3]], i / 3) });
  const { waitMs, sumMs } = take();
  expect(waitMs[0] + waitMs[1] + waitMs[2] + waitMs[3]).toBeLessThanOrEqual(sumMs);
  expect(waitMs[1]).toBeCloseTo(sumMs, 6);
});

it("folds what is past its limits into one, keeps the most important, and says so", () => {
  for (let i = 1; i <= 200; i++) {
    const waits = new Waits();
    waits.ran(statements.of(`select c${i}`), i);
    waits.close(300, 300);
    for (let times = 0; times < (i <= 60 ? 1 : 2); times++) {
      add({ status: 400 + i, durationMs: 300, waits });
    }
  }
  const rollup = take();
  expect(rollup.statuses).toHaveLength(LIMITS.statusesPerRollup);
  expect(rollup.statuses.every(({ count }) => count === 2)).toBe(true);
  const calls = (list: readonly { count?: number; calls?: number }[]) =>
    list.reduce((sum, one) => sum + (one.count ?? one.calls ?? 0), 0);
  expect(rollup.statements).toHaveLength(LIMITS.statementsPerRollup);
  expect(calls(rollup.statements)).toBe(rollup.count);
  const other = rollup.statements.find(({ fingerprint }) => fingerprint === OTHER_FINGERPRINT);
  // 150 have a name of their own in this process; of these the 99 that took longest are kept.
  expect(other?.calls).toBe(340 - 90 * 2 - 9);
  expect(rollup.statements.reduce((sum, { sumMs }) => sum + sumMs, 0)).toBeCloseTo(38_370, 6);
  expect(losses.take()).toEqual([{ what: "statements", cause: "statement-limit", count: 340 - 90 * 2 - 9 }]);
});

it("keeps as many as there is room for", () => {
  const waits = new Waits();
  for (let i = 0; i < LIMITS.statementsPerRollup; i++) waits.ran(statements.of(`select c${i + 1}`), 1);
  waits.close(1_000, 1_000);
  add({ durationMs: 1_000, waits });
  for (let i = 1; i <= LIMITS.errorsPerRollup; i++) add({ status: 500, error: i.toString(16).padStart(16, "0") });
  const rollup = take();
  expect(rollup.statements).toHaveLength(LIMITS.statementsPerRollup);
  expect(rollup.errors).toHaveLength(LIMITS.errorsPerRollup);
  expect(losses.take()).toEqual([]);
});
