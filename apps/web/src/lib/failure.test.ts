import { describe, expect, it } from "vitest";
import { failureOf, isUnauthorized } from "./failure.ts";

describe("failureOf", () => {
  it("takes the code, the message and the remedy that Vigie sent", () => {
    const vigie = {
      code: "STORE_UNAVAILABLE",
      message: "Postgres cannot be reached.",
      remedy: "Look at it.",
      details: {},
    };
    expect(failureOf({ data: { vigie } })).toEqual({
      code: "STORE_UNAVAILABLE",
      message: "Postgres cannot be reached.",
      remedy: "Look at it.",
    });
  });

  it("keeps the message of an answer without a code", () => {
    const error = Object.assign(new Error("Input validation failed"), { data: { httpStatus: 400 } });
    expect(failureOf(error)).toMatchObject({ code: "SERVER_ERROR", message: "Input validation failed" });
  });

  it("takes anything else for no answer", () => {
    expect(failureOf(new TypeError("Failed to fetch")).code).toBe("NO_ANSWER");
    expect(failureOf(undefined).code).toBe("NO_ANSWER");
  });
});

it("knows a missing sign-in from any other failure", () => {
  expect(isUnauthorized(null)).toBe(false);
  expect(isUnauthorized({ data: { httpStatus: 401 } })).toBe(true);
  expect(isUnauthorized({ data: { vigie: { code: "UNAUTHORIZED", message: "m", remedy: "r" } } })).toBe(true);
  expect(isUnauthorized(new TypeError("Failed to fetch"))).toBe(false);
});
