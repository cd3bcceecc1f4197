import { expect, it } from "vitest";
import { movedRow, spaceBefore, withRow } from "./rows.ts";

it("moves by keys, and stays inside", () => {
  expect(movedRow(0, "ArrowDown", 1_000)).toBe(1);
  expect(movedRow(0, "ArrowUp", 1_000)).toBe(0);
  expect(movedRow(995, "PageDown", 1_000)).toBe(999);
  expect(movedRow(500, "Home", 1_000)).toBe(0);
  expect(movedRow(500, "End", 1_000)).toBe(999);
  expect(movedRow(500, "x", 1_000)).toBeNull();
  expect(movedRow(0, "End", 0)).toBeNull();
});

it("keeps the focused row among those that are drawn", () => {
  expect(withRow([5, 6, 7], 2)).toEqual([2, 5, 6, 7]);
  expect(withRow([5, 6, 7], 900)).toEqual([5, 6, 7, 900]);
  expect(withRow([5, 6, 7], 6)).toEqual([5, 6, 7]);
  expect(withRow([5, 6, 7], -1)).toEqual([5, 6, 7]);
});

it("holds the place of rows that are not drawn", () => {
  const rows = [2, 5, 6].map((index) => ({ index, start: 30 + index * 26, end: 30 + (index + 1) * 26 }));
  expect(rows.map((_, place) => spaceBefore(rows, place, 30))).toEqual([52, 52, 0]);
});
