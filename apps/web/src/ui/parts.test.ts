import { describe, expect, it } from "vitest";
import { largestText, partsText, shareText } from "./parts.ts";

const parts = [
  { name: "own", value: 15 },
  { name: "pool", value: 0 },
  { name: "SQL", value: 82 },
  { name: "cache", value: 3 },
];

it("names the largest part", () => {
  expect(largestText(parts)).toBe("SQL 82\u202f%");
});

it("tells all parts that are there, the largest first", () => {
  expect(partsText(parts)).toBe("SQL 82\u202f%, own 15\u202f%, cache 3\u202f%");
});

it("names nothing where nothing was measured", () => {
  const none = parts.map(({ name }) => ({ name, value: 0 }));
  expect(largestText(none)).toBeNull();
  expect(partsText(none)).toBe("nothing measured");
});

describe("shareText", () => {
  it("never writes little as none, nor nearly all as all", () => {
    expect(shareText(0.001)).toBe("<\u202f1\u202f%");
    expect(shareText(0.999)).toBe("99\u202f%");
    expect(shareText(0)).toBe("0\u202f%");
    expect(shareText(1)).toBe("100\u202f%");
  });
});
