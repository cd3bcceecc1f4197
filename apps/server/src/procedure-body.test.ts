import { LIMITS } from "@vigie/protocol";
import { expect, test } from "vitest";
import { checkProcedureBody, PROCEDURE_BODY_BYTES } from "./procedure-body.ts";

test("a thousand samples with all their labels pass", () => {
  const labels = Object.fromEntries(Array.from({ length: LIMITS.labelsPerMetric }, (_, i) => [`label-${i}`, '{[,"\\']));
  const samples = Array(1_000).fill({ time: 1, type: "custom", name: "queue", value: 1, labels });
  const text = JSON.stringify(samples);
  expect(text.length).toBeLessThan(PROCEDURE_BODY_BYTES);
  expect(() => checkProcedureBody(text)).not.toThrow();
});

// A mutation of 2.7 MB took all of a heap of 256 MB.
test.each([
  ["a million objects", `[${"{},".repeat(1_000_000)}1]`, /values/],
  ["a million numbers", `[${"0,".repeat(1_000_000)}1]`, /values/],
  ["two hundred thousand levels", "[".repeat(200_000), /levels/],
])("%s do not", (_, text, problem) => {
  expect(() => checkProcedureBody(text)).toThrow(problem);
});

test("what stands in texts does not count", () => {
  expect(() => checkProcedureBody(JSON.stringify("[{,".repeat(500_000)))).not.toThrow();
});
