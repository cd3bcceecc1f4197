import { MergedRollup } from "@vigie/storage";
import { describe, expect, test } from "vitest";
import type { Samples } from "../../../figures/compute.ts";
import { Subjects } from "./subjects.ts";

const nothing: Samples = { requests: undefined, windows: new Map(), alive: false, seconds: 10 };
const SERVICE = { id: 1, name: "shop", firstSeen: "2026-01-01T00:00:00Z" };
/** Room for the targets, one service and three endpoints. */
const LIMIT = 8 + 5 + 3 * 2;

/** `byEndpoint`: requests of endpoints by their ids. */
function observe(subjects: Subjects, startSeconds: number, byEndpoint: Record<number, number>): void {
  const rollups = Object.entries(byEndpoint).map(([id, count]): [number, MergedRollup] => {
    const rollup = new MergedRollup();
    rollup.count = rollup.status2xx = count;
    rollup.histogram.record(5);
    return [Number(id), rollup];
  });
  const endpoints = rollups.map(([id]) => ({ id, serviceId: 1, method: "GET", route: `/${id}`, firstSeen: "" }));
  subjects.observe(
    {
      startSeconds,
      targets: nothing,
      services: new Map([[1, { ...nothing, alive: true }]]),
      endpoints: new Map(rollups),
    },
    10,
    { services: new Map([[1, SERVICE]]), endpoints: new Map(endpoints.map((one) => [one.id, one])), windows: [] },
    [],
  );
}

const endpointsOf = (subjects: Subjects) =>
  subjects
    .states({ turn: 0, turns: 1, afterSeconds: Number.NEGATIVE_INFINITY })
    .flatMap(({ series }) => /^api\.p95Ms service=shop endpoint=GET \/(\d+)$/.exec(series)?.[1] ?? [])
    .sort();

describe("where there are more endpoints than room", () => {
  test("the busiest get it, and the others are counted", () => {
    const subjects = new Subjects([], LIMIT);
    observe(subjects, 0, { 11: 100, 12: 100, 13: 100, 14: 150, 15: 1_000 });
    expect(subjects.seriesCount).toBe(LIMIT);
    expect(subjects.unwatchedEndpoints).toBe(2);
    expect(endpointsOf(subjects)).toEqual(["11", "12", "13"]);

    // Ten times as busy as the quietest that is watched; one and a half times is not worth starting anew.
    expect(subjects.settle(Number.NEGATIVE_INFINITY)).toEqual([
      "api.p95Ms service=shop endpoint=GET /11",
      "api.errorRate service=shop endpoint=GET /11",
    ]);
    observe(subjects, 10, { 11: 100, 12: 100, 13: 100, 14: 150, 15: 1_000 });
    expect(endpointsOf(subjects)).toEqual(["12", "13", "15"]);
    expect(subjects.seriesCount).toBe(LIMIT);
  });

  test("room that nobody uses is given away, and what stays away is not counted for ever", () => {
    const subjects = new Subjects([], LIMIT);
    observe(subjects, 0, { 11: 100, 12: 100, 13: 100, 14: 150 });
    subjects.settle(Number.NEGATIVE_INFINITY);
    expect(subjects.unwatchedEndpoints).toBe(1);
    // Without a request since, and without a value for longer than it is kept.
    subjects.settle(1_000);
    subjects.settle(1_000);
    expect(subjects.unwatchedEndpoints).toBe(0);
    expect(endpointsOf(subjects)).toEqual([]);
    observe(subjects, 1_000, { 14: 150 });
    expect(endpointsOf(subjects)).toEqual(["14"]);
  });
});

test("each series is kept in one of the turns", () => {
  const subjects = new Subjects([], 10_000);
  observe(subjects, 0, Object.fromEntries(Array.from({ length: 50 }, (_, i) => [i + 1, 100])));
  const all = subjects.states({ turn: 0, turns: 1, afterSeconds: Number.NEGATIVE_INFINITY }).map((one) => one.series);
  // The requests of the service, two of each endpoint, and nothing of targets that nobody samples.
  expect(all).toHaveLength(101);
  const byTurns = Array.from({ length: 30 }, (_, turn) =>
    subjects.states({ turn, turns: 30, afterSeconds: Number.NEGATIVE_INFINITY }).map((one) => one.series),
  );
  expect(byTurns.flat().sort()).toEqual([...all].sort());
  expect(Math.max(...byTurns.map((turn) => turn.length))).toBeLessThanOrEqual(6);
  expect(subjects.states({ turn: 0, turns: 1, afterSeconds: 10 })).toEqual([]);
});
