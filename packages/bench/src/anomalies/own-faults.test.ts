import { describe, expect, it } from "vitest";
import { median } from "../statistics.ts";
import { healthyDays, OUR_SERIES, STEPS_PER_DAY } from "./ours.ts";
import { findFaults, healthyAlarms } from "./own-faults.ts";
import { threeSigma } from "./rivals.ts";

describe("series as a service gives them", () => {
  it.each(Object.keys(OUR_SERIES))("%s: the same seed gives the same finite values", (name) => {
    const values = healthyDays(name, 1, 7);
    expect(values).toHaveLength(STEPS_PER_DAY);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(healthyDays(name, 1, 7)).toEqual(values);
    expect(healthyDays(name, 1, 8)).not.toEqual(values);
  });

  it("raise no alarm on five healthy, varied days", () => {
    expect(healthyAlarms({ seeds: 2, days: 5 })).toEqual({ seriesDays: 80, alarms: 0 });
  });

  it("have their faults found, most of them soon", () => {
    const found = findFaults({ seeds: 1 });
    const share = (fault: string) => {
      const delays = found.get(fault) ?? [];
      return delays.filter((delay) => delay !== null).length / delays.length;
    };
    const usualSeconds = (fault: string) => median((found.get(fault) ?? []).map((delay) => delay ?? 1e6));
    expect(share("step")).toBe(1);
    expect(usualSeconds("step")).toBeLessThanOrEqual(180);
    expect(share("dropToZero")).toBe(1);
    expect(usualSeconds("dropToZero")).toBeLessThanOrEqual(120);
    expect(share("oneWildValue")).toBeGreaterThanOrEqual(0.75);
    expect(usualSeconds("oneWildValue")).toBe(0);
    expect(share("slowLeak")).toBeGreaterThanOrEqual(0.75);
  });
});

describe("three standard deviations", () => {
  const times = Float64Array.from({ length: 400 }, (_, i) => i);
  const values = times.map((i) => (i >= 200 && i < 205 ? 50 : i % 2));

  it("raise an alarm at every value beyond, or once an episode", () => {
    expect(threeSigma({ values: 150, alarm: "every value" })(times, values)).toEqual([200, 201, 202, 203, 204]);
    expect(threeSigma({ values: 150, alarm: "once" })(times, values)).toEqual([200]);
  });
});
