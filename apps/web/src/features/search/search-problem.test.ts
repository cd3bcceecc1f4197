import { expect, it } from "vitest";
import { searchProblemOf } from "./search-problem.ts";

it("finds the mistake that an error points at", () => {
  const vigie = { code: "SEARCH_INVALID", message: "m", remedy: "r", details: { at: 5, offset: 4, length: 2 } };
  expect(searchProblemOf({ data: { vigie } })).toEqual({ offset: 4, length: 2, message: "m", remedy: "r" });
});

it("finds none in any other error", () => {
  expect(searchProblemOf({ data: { vigie: { code: "INTERNAL", message: "m" } } })).toBeNull();
  expect(searchProblemOf(new TypeError("Failed to fetch"))).toBeNull();
  expect(searchProblemOf(null)).toBeNull();
});
