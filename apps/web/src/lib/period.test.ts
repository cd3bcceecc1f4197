import { describe, expect, it } from "vitest";
import { boundsOf, isLength, lengthText, rangeOf } from "./period.ts";

describe("rangeOf", () => {
  it("orders what was brushed from right to left", () => {
    const from = Date.UTC(2025, 10, 21, 12);
    expect(rangeOf(from + 600_000, from)).toEqual({ from: "2025-11-21T12:00:00.000Z", to: "2025-11-21T12:10:00.000Z" });
  });

  it("is at least a minute", () => {
    const from = Date.UTC(2025, 10, 21, 12);
    expect(rangeOf(from, from + 1_500).to).toBe("2025-11-21T12:01:00.000Z");
  });
});

it("ends a length now and a range where it ends", () => {
  expect(boundsOf("24h", 100_000_000)).toEqual({ from: 13_600_000, to: 100_000_000 });
  expect(boundsOf({ from: "1970-01-01T00:00:01Z", to: "1970-01-01T00:00:09Z" }, 0)).toEqual({ from: 1000, to: 9000 });
});

it("knows its lengths", () => {
  expect(isLength("7d")).toBe(true);
  expect(isLength("8d")).toBe(false);
  expect(lengthText("24h")).toBe("24\u202fh");
});
