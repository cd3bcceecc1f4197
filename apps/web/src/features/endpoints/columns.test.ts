import { expect, it } from "vitest";
import { columnsFor } from "./columns.tsx";
import { firstOrder, isSort, SORTS, sortingOf } from "./sorting.ts";

const ids = (narrow: boolean) => columnsFor(narrow).map(({ id }) => id);

it("has a column for everything that can be sorted by", () => {
  expect([...SORTS].sort()).toEqual(ids(false).filter(isSort).sort());
});

it("begins on a phone with what is to be seen without scrolling, and leaves nothing out", () => {
  expect(ids(true).slice(0, 4)).toEqual(["route", "p95Ms", "errorRate", "shareOfTime"]);
  expect([...ids(true)].sort()).toEqual([...ids(false)].sort());
});

it("sorts by what costs the most until told otherwise, and each column from its worse end", () => {
  expect(sortingOf({})).toEqual({ sort: "totalMs", order: "desc" });
  expect(sortingOf({ sort: "route" })).toEqual({ sort: "route", order: "asc" });
  expect(sortingOf({ sort: "p95Ms", order: "asc" })).toEqual({ sort: "p95Ms", order: "asc" });
  expect(firstOrder("p95Ms")).toBe("desc");
});
