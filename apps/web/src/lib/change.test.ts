import { describe, expect, it } from "vitest";
import { changeOf } from "./change.ts";

describe("changeOf", () => {
  it("says a quantity in percent and whether it became worse", () => {
    expect(changeOf({ value: 348, previous: 85, unit: "ms", better: "lower" })).toEqual({
      direction: "up",
      text: "+309\u202f%",
      verdict: "worse",
    });
    expect(changeOf({ value: 50, previous: 100, unit: "ms", better: "lower" })?.verdict).toBe("better");
  });

  it("says a ratio in points", () => {
    expect(changeOf({ value: 0.84, previous: 0.873, unit: "ratio", better: "higher" })).toEqual({
      direction: "down",
      text: "−3.3\u202fpt",
      verdict: "worse",
    });
  });

  it("does not judge what is neither good nor bad, nor what hardly moved", () => {
    expect(changeOf({ value: 20, previous: 10, unit: "perSecond", better: "neither" })?.verdict).toBe("neutral");
    expect(changeOf({ value: 102, previous: 100, unit: "ms", better: "lower" })).toEqual({
      direction: "up",
      text: "+2\u202f%",
      verdict: "neutral",
    });
  });

  it("judges a ratio by how far it moved from its nearer end", () => {
    const hitRate = { unit: "ratio", better: "higher" } as const;
    expect(changeOf({ value: 0.98, previous: 0.99, ...hitRate })).toMatchObject({
      text: "−1\u202fpt",
      verdict: "worse",
    });
    expect(changeOf({ value: 0.49, previous: 0.5, ...hitRate })).toMatchObject({
      text: "−1\u202fpt",
      verdict: "neutral",
    });
    expect(changeOf({ value: 0.00412, previous: 0.004, unit: "ratio", better: "lower" })).toMatchObject({
      text: "+0.012\u202fpt",
      verdict: "neutral",
    });
  });

  it("never divides by nothing", () => {
    expect(changeOf({ value: 3, previous: 0, unit: "count", better: "lower" })).toEqual({
      direction: "up",
      text: "was 0",
      verdict: "worse",
    });
    expect(changeOf({ value: 0, previous: 0, unit: "count", better: "lower" })?.text).toBe("same");
  });

  it("says large factors as factors", () => {
    expect(changeOf({ value: 410, previous: 10, unit: "ms", better: "lower" })?.text).toBe("×41");
  });

  it("is nothing where a period has no value", () => {
    expect(changeOf({ value: 3, previous: null, unit: "count", better: "lower" })).toBeNull();
    expect(changeOf({ value: null, previous: 3, unit: "count", better: "lower" })).toBeNull();
  });
});
