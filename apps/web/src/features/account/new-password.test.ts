import { expect, it } from "vitest";
import { newPasswordProblems } from "./new-password.ts";

it("takes what is long enough and typed twice alike", () => {
  expect(newPasswordProblems({ first: "ten-letter", second: "ten-letter" })).toEqual({});
  expect(newPasswordProblems({ first: "x".repeat(256), second: "x".repeat(256) })).toEqual({});
});

it("says of the others what is wrong, the first thing first", () => {
  expect(newPasswordProblems({ first: "nine-lett", second: "" })).toEqual({
    first: "It needs at least 10 characters.",
  });
  expect(newPasswordProblems({ first: "x".repeat(257), second: "" })).toHaveProperty("first");
  expect(newPasswordProblems({ first: "ten-letter", second: "ten-lettre" })).toEqual({
    second: "This is not the same.",
  });
});
