import { expect, it } from "vitest";
import { fieldProblem } from "./field-problem.ts";

function error(code: string, details: object) {
  return { data: { vigie: { code, message: "It cannot work.", remedy: "", details } } };
}

it("finds the field that a check of the API names", () => {
  const details = { field: "scope.endpoint", problem: "shop has no endpoint GET /x" };
  expect(fieldProblem(error("RULE_INVALID", details))).toEqual(details);
});

it("finds the field of what could not even be read, without what it was sent in", () => {
  const problem = "rule.windowSeconds: Too small";
  expect(fieldProblem(error("REQUEST_MALFORMED", { problem }))).toEqual({
    field: "windowSeconds",
    problem: "Too small",
  });
});

it("blames no field for anything else", () => {
  expect(fieldProblem(error("RULE_CHANGED", { name: "Errors" }))).toBeNull();
  expect(fieldProblem(error("REQUEST_MALFORMED", { problem: "it is not valid" }))).toBeNull();
  expect(fieldProblem(new TypeError("Failed to fetch"))).toBeNull();
});
