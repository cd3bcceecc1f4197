import { expect, it } from "vitest";
import { coverageTexts } from "./coverage.ts";

const at = (hour: number, minute: number) => new Date(2025, 10, 21, hour, minute).toISOString();
const now = new Date(2025, 10, 21, 14, 0).getTime();

it("says nothing of a period that is whole", () => {
  expect(coverageTexts({ keptFrom: null, gaps: [] }, now)).toEqual([]);
});

it("says from when on there is data", () => {
  expect(coverageTexts({ keptFrom: at(11, 0), gaps: [] }, now)).toEqual([
    "Kept from 11:00:00; the period reaches further back.",
  ]);
});

it("names the first gaps and counts the rest", () => {
  const gaps = [0, 10, 20, 30].map((minute) => ({ from: at(12, minute), to: at(12, minute + 5) }));
  expect(coverageTexts({ keptFrom: null, gaps }, now)).toEqual([
    "Nothing was heard from 12:00:00 to 12:05:00.",
    "Nothing was heard from 12:10:00 to 12:15:00.",
    "Nor in 2 more gaps, 10\u202fmin together.",
  ]);
});
