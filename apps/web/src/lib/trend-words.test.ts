import { describe, expect, it } from "vitest";
import { comparisonsOf, decisiveOf, trendText } from "./trend-words.ts";
import type { Trend } from "./trpc.ts";

const trend: Trend = {
  figure: "api.p95Ms",
  label: "Latency P95",
  unit: "ms",
  better: "lower",
  now: 412,
  samples: 300,
  comparisons: [
    { against: "1h", value: 400, delta: 0.03, verdict: "same" },
    { against: "1d", value: null, delta: null, verdict: "unknown" },
    { against: "1w", value: 100, delta: 3.12, verdict: "worse" },
  ],
  decisive: "1w",
  verdict: "worse",
  isWarning: true,
  silence: null,
};

describe("a trend", () => {
  it("is told by what decides, with the verdict that came with it", () => {
    expect(decisiveOf(trend)).toMatchObject({
      against: "1\u202fw",
      value: "100\u202fms",
      change: { direction: "up", text: "+312\u202f%", verdict: "worse" },
    });
  });

  it("leaves a change that is not judged without colour, however large", () => {
    expect(comparisonsOf(trend)[0]).toMatchObject({ change: { text: "+3\u202f%", verdict: "neutral" } });
    const rate = { ...trend, better: "neither" as const, verdict: "same" as const };
    rate.comparisons = [{ against: "1w", value: 10, delta: 40, verdict: "same" }];
    expect(decisiveOf(rate)?.change).toMatchObject({ text: "×41.2", verdict: "neutral" });
  });

  it("says of what is not known that it is not", () => {
    expect(comparisonsOf(trend)[1]).toEqual({ against: "1\u202fd", value: "–", change: null, isDecisive: false });
    expect(trendText(trend)).toBe(
      "Last five minutes: 412\u202fms\n1\u202fh before: 400\u202fms (+3\u202f%)\n1\u202fd before: not known\n1\u202fw before: 100\u202fms (+312\u202f%, worse)",
    );
  });

  it("is silent with its reason", () => {
    const silent: Trend = { ...trend, decisive: null, verdict: "unknown", silence: "fewer than 30 requests" };
    expect(decisiveOf(silent)).toBeNull();
    expect(trendText(silent)).toBe("Last five minutes: 412\u202fms. No trend: fewer than 30 requests.");
  });
});
