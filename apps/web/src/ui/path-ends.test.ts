import { expect, it } from "vitest";
import { pathEnds } from "./path-ends.ts";

it("keeps the end of a long path in sight", () => {
  expect(pathEnds("/v1/code/search/related")).toEqual({ head: "/v1/code/se", tail: "arch/related" });
});

it("leaves a short path alone", () => {
  expect(pathEnds("/users/:id")).toEqual({ head: "/users/:id", tail: "" });
});

it("takes no character apart, and loses none", () => {
  for (const name of [
    `/aaaaaaaaaaaa${"🦊".repeat(12)}`,
    `/aaaaaaaaaaaaaa${"e\u0301".repeat(9)}`,
    `/x${"y".repeat(510)}`,
  ]) {
    const { head, tail } = pathEnds(name);
    expect(head + tail).toBe(name);
    expect(tail).not.toMatch(/^[\u0301\udc00-\udfff]/);
    expect(tail.length).toBeGreaterThanOrEqual(12);
  }
});

it("takes nothing apart that is read from the right", () => {
  const name = "/שלום-שלום-שלום/:id/عالم";
  expect(pathEnds(name)).toEqual({ head: name, tail: "" });
});
