import { describe, expect, it } from "vitest";
import type { Timeline } from "../../lib/trpc.ts";
import { chartDataOf } from "./panel-data.ts";
import { PANELS, type PanelDefinition } from "./panels.ts";

const postgres = PANELS.find(({ id }) => id === "postgres") as PanelDefinition;

function timelineOf(values: Timeline["values"]): Timeline {
  return {
    from: "2025-11-21T12:00:00.000Z",
    to: "2025-11-21T12:00:30.000Z",
    stepSeconds: 10,
    times: [0, 10, 20].map((seconds) => Date.UTC(2025, 10, 21, 12, 0, seconds)),
    values,
    marks: [],
    alerts: [],
  };
}

describe("chartDataOf", () => {
  it("keeps gaps as they are", () => {
    const data = chartDataOf(postgres, timelineOf({ "postgres.connectionsActive": [3, null, 4] }));
    expect(data.series[0]?.values).toEqual([3, null, 4]);
  });

  it("draws the limit when the connections come near it", () => {
    const near = timelineOf({ "postgres.connectionsActive": [80, 90, 50], "postgres.connectionsMax": [100, 100, 100] });
    expect(chartDataOf(postgres, near).level).toEqual({ value: 100, label: "limit 100" });
  });

  it("leaves the limit out when it would press the lines flat, or when there is none", () => {
    const far = timelineOf({ "postgres.connectionsActive": [3, 4, 5], "postgres.connectionsMax": [100, 100, 100] });
    expect(chartDataOf(postgres, far).level).toBeUndefined();
    expect(chartDataOf(postgres, timelineOf({ "postgres.connectionsActive": [3] })).level).toBeUndefined();
  });

  it("finds what was expected by its times, for a chart may begin later", () => {
    const latency = PANELS.find(({ id }) => id === "latency") as PanelDefinition;
    const timeline = timelineOf({ "api.p95Ms": [3, null, 4] });
    const times = [(timeline.times[0] ?? 0) - 10_000, ...timeline.times.slice(0, 2)];
    const bands = (low: (number | null)[], high: (number | null)[]) => ({
      stepSeconds: 10,
      times,
      bands: [{ figure: "api.p95Ms" as const, low, high }],
    });
    const [expected, ...more] = chartDataOf(latency, timeline, bands([1, 2, 3], [7, 8, 9])).expected ?? [];
    expect(more).toEqual([]);
    expect(expected).toMatchObject({ axis: "left", low: [2, 3, null], high: [8, 9, null] });
    expect(chartDataOf(latency, timeline, bands([1, null, null], [7, null, null])).expected).toEqual([]);
    expect(chartDataOf(latency, timeline).expected).toEqual([]);
    expect(chartDataOf(postgres, timeline, bands([1, 2, 3], [7, 8, 9])).expected).toEqual([]);
  });
});
