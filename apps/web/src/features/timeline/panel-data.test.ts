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
});
