import { describe, expect, it } from "vitest";
import type { Timeline } from "../../lib/trpc.ts";
import { withoutEmptyStart } from "./empty-start.ts";

const minute = 60_000;
const start = Date.UTC(2025, 10, 21, 12);

/** An hour in minutes, in which `cpu` is seen at the given minutes. */
function hourSeenAt(minutes: number[]): Timeline {
  const times = Array.from({ length: 60 }, (_, index) => start + index * minute);
  return {
    from: new Date(start).toISOString(),
    to: new Date(start + 60 * minute).toISOString(),
    stepSeconds: 60,
    times,
    values: {
      "system.cpuRatio": times.map((_, index) => (minutes.includes(index) ? 0.5 : null)),
      "redis.hitRate": times.map(() => null),
    },
    alerts: [],
    marks: [{ time: start + 45 * minute, kind: "release", service: "shop", label: "1.0.0" }],
  };
}

describe("withoutEmptyStart", () => {
  it("begins where the first value of any figure is", () => {
    const timeline = withoutEmptyStart(hourSeenAt([40, 50]));
    expect(timeline.from).toBe(new Date(start + 40 * minute).toISOString());
    expect(timeline.times).toHaveLength(20);
    expect(timeline.values["system.cpuRatio"]?.[0]).toBe(0.5);
    expect(timeline.values["redis.hitRate"]).toHaveLength(20);
    expect(timeline.marks).toHaveLength(1);
  });

  it("keeps what has values from its start, gaps included", () => {
    const hour = hourSeenAt([0, 59]);
    expect(withoutEmptyStart(hour)).toBe(hour);
  });

  it("shows at least five minutes", () => {
    expect(withoutEmptyStart(hourSeenAt([59])).times).toHaveLength(5);
    expect(withoutEmptyStart(hourSeenAt([])).times).toHaveLength(5);
  });
});
