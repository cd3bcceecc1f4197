import { describe, expect, it } from "vitest";
import type { Anomaly } from "../../lib/trpc.ts";
import { openOf, placeOf, targetOf } from "./place.ts";

const now = Date.parse("2026-11-21T14:00:00.000Z");
const anomaly: Anomaly = {
  id: 1,
  figure: "api.p95Ms",
  label: "Latency P95",
  unit: "ms",
  better: "lower",
  service: "shop",
  endpoint: null,
  onset: "2026-11-21T13:40:00.000Z",
  raisedAt: "2026-11-21T13:42:00.000Z",
  endedAt: null,
  expected: 120,
  low: 90,
  high: 160,
  seen: 300,
  worst: 450,
  change: 2.75,
  text: "P95 450 ms, expected 120 ms, +275 %",
};

describe("placeOf", () => {
  it("leads to the chart of the figure, with what was before, up to now", () => {
    expect(placeOf(anomaly, now)).toEqual({
      from: "2026-11-21T13:10:00.000Z",
      to: "2026-11-21T14:00:00.000Z",
      endpoint: null,
      section: "latency",
    });
  });

  it("shows as much around a long one that is over as half of it", () => {
    const over = { ...anomaly, onset: "2026-11-21T06:00:00.000Z", endedAt: "2026-11-21T10:00:00.000Z" };
    expect(placeOf(over, now)).toMatchObject({ from: "2026-11-21T04:00:00.000Z", to: "2026-11-21T12:00:00.000Z" });
  });

  it("leads to the page of an endpoint", () => {
    const endpoint = { method: "GET", route: "/pay" };
    expect(placeOf({ ...anomaly, endpoint }, now).endpoint).toEqual({ service: "shop", method: "GET", route: "/pay" });
  });

  it("knows the charts of the targets", () => {
    expect(placeOf({ ...anomaly, figure: "redis.hitRate", service: null }, now).section).toBe("redis");
    expect(placeOf({ ...anomaly, figure: "api.errorRate" }, now).section).toBe("throughput");
  });
});

it("marks a figure by what goes on with it as a whole", () => {
  const over = { ...anomaly, id: 2, endedAt: "2026-11-21T13:50:00.000Z" };
  const ofEndpoint = { ...anomaly, id: 3, endpoint: { method: "GET", route: "/pay" } };
  const other = { ...anomaly, id: 4, figure: "redis.hitRate" as const };
  expect(openOf([anomaly, over, ofEndpoint, other], "api.p95Ms").map(({ id }) => id)).toEqual([1]);
  expect(openOf(undefined, "api.p95Ms")).toEqual([]);
});

it("says whose figure it is", () => {
  const figures = ["redis.hitRate", "postgres.bufferHitRatio", "system.cpuRatio"] as const;
  expect(figures.map(targetOf)).toEqual(["Redis", "Postgres", "this machine"]);
});
