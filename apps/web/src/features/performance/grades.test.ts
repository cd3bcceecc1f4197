import { expect, it } from "vitest";
import { pointsOf, scoreText } from "./grades.ts";

it("writes a score to a tenth, and never as whole what is not", () => {
  expect([83.44, 100, 99.97, 0, 49.96].map(scoreText)).toEqual(["83.4", "100", "99.9", "0", "50"]);
});

it("tells what each part brings", () => {
  const part = { part: "cache", label: "Hit rate", configuredWeight: 0.4, value: 0.9, missing: null } as const;
  expect(pointsOf({ ...part, score: 90, weight: 0.4 })).toBe(36);
  expect(pointsOf({ ...part, score: null, weight: 0 })).toBeNull();
});
