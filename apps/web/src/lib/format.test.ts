import { describe, expect, it } from "vitest";
import { figureText } from "./format.ts";

/** Thin spaces are written as `_`, so that a reader of this file sees them. */
const visible = (text: string) => text.replaceAll("\u202f", "_");

describe("figureText", () => {
  it.each([
    [348.4, "ms", "348_ms"],
    [0.61234, "ms", "0.612_ms"],
    [9_990, "ms", "9_990_ms"],
    [9_999, "ms", "10_s"],
    [12_345, "ms", "12.3_s"],
    [750_000, "ms", "12.5_min"],
    [15.2, "perSecond", "15.2_/s"],
    [1_843.6, "perSecond", "1_840_/s"],
    [150, "perHour", "150_/h"],
    [12_480, "count", "12_480"],
    [1_234_567, "count", "1_234_567"],
    [8, "count", "8"],
    [0.873, "ratio", "87.3_%"],
    [0.004, "ratio", "0.4_%"],
    [1, "ratio", "100_%"],
    [0.9998, "ratio", "99.9_%"],
    [0, "ratio", "0_%"],
    [245_000_000, "bytes", "245_MB"],
    [999_600, "bytes", "1_MB"],
    [512, "bytes", "512_B"],
    [24_000_000_000, "bytes", "24_GB"],
    [1_530, "bytesPerSecond", "1.53_kB/s"],
    [1.234, "none", "1.23"],
    [-3.5, "none", "−3.5"],
  ] as const)("%d as %s is %s", (value, unit, text) => {
    expect(visible(figureText(value, unit))).toBe(text);
  });

  it.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])("writes %s as a dash, not as 0", (value) => {
    expect(figureText(value, "count")).toBe("–");
  });
});
