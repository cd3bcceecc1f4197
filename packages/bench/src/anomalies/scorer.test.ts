import { describe, expect, it } from "vitest";
import { judge, learningRows, normalised, PROFILES, type Profile, type Stretch } from "./scorer.ts";

const ROWS = 1000;
/** Two stretches of 100 rows, both behind the 150 rows of learning. */
const STRETCHES: Stretch[] = [
  { first: 300, last: 399 },
  { first: 700, last: 799 },
];
const ALL = Object.keys(PROFILES) as Profile[];

function score(alarms: number[], profile: Profile = "standard"): number {
  return normalised([judge(ROWS, STRETCHES, alarms, PROFILES[profile])], PROFILES[profile]);
}

describe("the rule of the benchmark", () => {
  it.each(ALL)("gives silence 0 and perfection 100 (%s)", (profile) => {
    expect(score([], profile)).toBe(0);
    expect(score([300, 700], profile)).toBeCloseTo(100, 12);
  });

  it("gives half of it for one of two, and less when a miss weighs double", () => {
    expect(score([300])).toBeCloseTo(50, 12);
    // One found (+1), one missed (−2): −1, between −4 and 2.
    expect(score([300], "rewardLowFn")).toBeCloseTo(50, 12);
    expect(score([300, 10_000], "rewardLowFn")).toBeLessThan(50);
  });

  it("gives less the later the alarm comes, by the sigmoid", () => {
    const sigmoid = (position: number) => 2 / (1 + Math.exp(5 * position)) - 1;
    const { points } = judge(ROWS, STRETCHES, [350, 799], PROFILES.standard);
    expect(points).toBeCloseTo((sigmoid(-0.5) + sigmoid(-0.01)) / sigmoid(-1), 12);
    // The middle of a window is worth 86 %, its last row next to nothing, and both more than a miss.
    expect(score([350, 750])).toBeCloseTo(50 + 50 * 0.85982, 2);
    expect(score([799])).toBeGreaterThan(25);
    expect(score([799])).toBeLessThan(26);
  });

  it("counts a window by its earliest alarm only", () => {
    expect(score([350, 360, 399, 700])).toBe(score([350, 700]));
  });

  it.each([
    ["standard", 0.11],
    ["rewardLowFp", 0.22],
    ["rewardLowFn", 0.11],
  ] as const)("takes off for an alarm before the first window, or far behind one (%s: %d)", (profile, weight) => {
    const points = (alarms: number[]) => judge(ROWS, STRETCHES, alarms, PROFILES[profile]).points;
    const silent = points([]);
    expect(points([200]) - silent).toBeCloseTo(-weight, 12);
    // 999 is two lengths behind: sigmoid(2.02) = 0.99992.
    expect(points([999]) - silent).toBeCloseTo(-weight, 4);
    expect(judge(ROWS, [{ first: 200, last: 249 }], [999], PROFILES[profile]).points).toBe(
      -weight - PROFILES[profile].miss,
    );
  });

  it("takes off little for an alarm just behind a window", () => {
    const points = (alarm: number) => judge(ROWS, STRETCHES, [300, 700, alarm], PROFILES.standard).points - 2;
    // One row behind a window of 99 steps.
    expect(points(800)).toBeCloseTo(0.11 * (2 / (1 + Math.exp(5 / 99)) - 1), 12);
    expect(points(800)).toBeGreaterThan(-0.003);
    expect(points(850)).toBeLessThan(-0.09);
  });

  it("falls below silence with enough false alarms", () => {
    const false40 = Array.from({ length: 40 }, (_, i) => 160 + i);
    expect(score(false40)).toBeCloseTo((100 * -0.11 * 40) / 4, 10);
    const { hits, falseAlarms } = judge(ROWS, STRETCHES, [...false40, 300], PROFILES.standard);
    expect({ hits, falseAlarms }).toEqual({ hits: 1, falseAlarms: 40 });
  });

  it("leaves the rows for learning out: 15 %, at most 750", () => {
    expect([learningRows(1000), learningRows(5000), learningRows(15_902), learningRows(1243)]).toEqual([
      150, 750, 750, 186,
    ]);
    expect(score([0, 100, 149])).toBe(0);
    expect(score([150])).toBeLessThan(0);
  });

  it("sums over files before it normalises", () => {
    const silentFile = judge(ROWS, [], [], PROFILES.standard);
    const noisyFile = judge(ROWS, [], [500], PROFILES.standard);
    const perfectFile = judge(ROWS, STRETCHES, [300, 700], PROFILES.standard);
    expect(normalised([perfectFile, silentFile], PROFILES.standard)).toBeCloseTo(100, 12);
    expect(normalised([perfectFile, noisyFile], PROFILES.standard)).toBeCloseTo(100 - (100 * 0.11) / 4, 12);
  });
});
