import { expect, test } from "vitest";
import { subjectOf } from "./audit-subject.ts";

test("names and numbers are told, secrets are not", () => {
  expect(subjectOf({ id: 4, version: 2, rule: { name: "Slow", threshold: 250, hint: "call Bob" } })).toBe(
    "id=4 name=Slow threshold=250",
  );
  expect(subjectOf({ version: 1, days: { logs: 3, requests: 7 } })).toBe("logs=3 requests=7");
  expect(subjectOf({ current: "old password", next: "new password" })).toBe("");
  const url = "https://hooks.example/secret";
  expect(
    subjectOf({ name: "Ops", settings: { kind: "webhook", url }, channel: { name: "Ops", settings: { url } } }),
  ).toBe("name=Ops name=Ops");
  expect(subjectOf({ ids: Array.from({ length: 500 }, (_, i) => i) })).toHaveLength("ids=".length + 49);
  for (const odd of [null, undefined, 7, "text", []]) expect(subjectOf(odd)).toBe("");
});
