import { expect, it } from "vitest";
import { matches } from "./matches.ts";

it("finds part of method and route, in any case", () => {
  const endpoint = { method: "GET", route: "/Users/:id" };
  for (const search of ["", "users", "GET /users", "t /u", ":ID"]) expect(matches(endpoint, search)).toBe(true);
  for (const search of ["post", "users:", ".*"]) expect(matches(endpoint, search)).toBe(false);
});
