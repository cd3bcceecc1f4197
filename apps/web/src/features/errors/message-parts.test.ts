import { expect, it } from "vitest";
import { messageParts } from "./message-parts.ts";

it("shows the first line, and the others on demand", () => {
  expect(messageParts("timeout")).toEqual({ summary: "timeout", rest: "" });
  expect(messageParts("timeout\r\nattempt 3\nof 3")).toEqual({ summary: "timeout", rest: "attempt 3\nof 3" });
  expect(messageParts("")).toEqual({ summary: "", rest: "" });
});

it("cuts a long first line, and then shows the whole on demand", () => {
  const message = `${"x".repeat(500)}\nmore`;
  expect(messageParts(message)).toEqual({ summary: `${"x".repeat(200)}…`, rest: message });
});

it("does not cut a character in two", () => {
  expect(messageParts(`${"x".repeat(199)}🦊${"y".repeat(9)}`).summary).toBe(`${"x".repeat(199)}…`);
});
