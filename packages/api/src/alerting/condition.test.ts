import fc from "fast-check";
import { expect, test } from "vitest";
import { type ConditionRule, type ConditionState, NO_DATA_ENDS_SECONDS, type Reading, step } from "./condition.ts";

const RULE: ConditionRule = {
  comparison: "above",
  threshold: 5,
  clearThreshold: 4,
  forSeconds: 30,
  clearSeconds: 20,
  minimumSamples: 10,
};

/** What happens when these values come, one every ten seconds: `30 opened`. A pair is a value with its samples. */
function run(rule: ConditionRule, values: readonly (number | null | [number, number])[], startSeconds = 0): string[] {
  const told: string[] = [];
  let state: ConditionState | undefined;
  for (const [i, given] of values.entries()) {
    const reading: Reading = Array.isArray(given)
      ? { value: given[0], samples: given[1] }
      : { value: given, samples: 100 };
    const next = step(rule, state, reading, startSeconds + i * 10);
    if (next.change !== null) told.push(`${i * 10} ${next.change}`);
    state = next.state ?? undefined;
  }
  return told;
}

test("an alert opens when the condition held for the whole for-duration, and not before", () => {
  expect(run(RULE, [6, 6, 6, 6, 6])).toEqual(["30 opened"]);
  expect(run(RULE, [6, 6, 6, 5, 6, 6, 6])).toEqual([]);
  expect(run({ ...RULE, forSeconds: 0 }, [6])).toEqual(["0 opened"]);
});

test("between the two thresholds an open alert stays open, and a closed one closed", () => {
  expect(run(RULE, [6, 6, 6, 6, 4.5, 4.5, 4.5, 4.5, 6])).toEqual(["30 opened"]);
  expect(run(RULE, [4.5, 4.5, 4.5, 4.5, 4.5])).toEqual([]);
  expect(run(RULE, [6, 6, 6, 6, 4, 4, 4])).toEqual(["30 opened", "60 cleared"]);
  expect(run(RULE, [6, 6, 6, 6, 4, 4.5, 4, 4, 4])).toEqual(["30 opened", "80 cleared"]);
});

test("a rule that looks for what is below is the same, turned around", () => {
  const below: ConditionRule = { ...RULE, comparison: "below", threshold: 0.7, clearThreshold: 0.72 };
  expect(run(below, [0.6, 0.6, 0.6, 0.6, 0.71, 0.71, 0.8, 0.8, 0.8])).toEqual(["30 opened", "80 cleared"]);
});

test("made of too few samples nothing is judged: no alert begins with it, and none ends", () => {
  expect(
    run(RULE, [
      [9, 3],
      [9, 3],
      [9, 3],
      [9, 3],
      [9, 3],
    ]),
  ).toEqual([]);
  expect(run(RULE, [6, 6, 6, 6, [0, 3], [0, 3], [0, 3], [0, 3], 6])).toEqual(["30 opened"]);
});

test("data that stops coming is a state of its own, and after an hour the end", () => {
  const silent = Array.from({ length: NO_DATA_ENDS_SECONDS / 10 + 1 }, () => null);
  expect(run(RULE, [6, 6, 6, 6, ...silent.slice(1)])).toEqual(["30 opened"]);
  expect(run(RULE, [6, 6, 6, 6, ...silent])).toEqual(["30 opened", `${40 + NO_DATA_ENDS_SECONDS} no-data`]);
  const { state } = step(RULE, { ...OPEN, breachSince: 0 }, { value: null, samples: 0 }, 50);
  expect(state?.noDataSince).toBe(50);
});

const OPEN: ConditionState = { breachSince: 0, clearSince: null, noDataSince: null, isOpen: true, isHandled: false };

test("what a person resolved stays quiet until it was well once", () => {
  const handled: ConditionState = { ...OPEN, isOpen: false, isHandled: true };
  let state: ConditionState | undefined = handled;
  const changes: string[] = [];
  for (const [i, value] of [6, 6, 6, 6, 6, null, 6, 6, 6, 6, 6, 3, 6, 6, 6, 6].entries()) {
    const next = step(RULE, state, { value, samples: 100 }, 100 + i * 10);
    if (next.change) changes.push(`${i} ${next.change}`);
    state = next.state ?? undefined;
  }
  expect(changes).toEqual(["15 opened"]);
});

test("a clock that is set back makes nothing shorter", () => {
  const { state } = step(RULE, { ...OPEN, isOpen: false, breachSince: 1_000 }, { value: 6, samples: 100 }, 500);
  expect(state?.breachSince).toBe(500);
});

test("openings and endings take turns, whatever comes, and every opening had its for-duration", () => {
  const value = fc.oneof(fc.constantFrom(0, 3.9, 4, 4.5, 5, 5.1, 9), fc.constant(null));
  const rule = fc.record({
    comparison: fc.constantFrom("above" as const, "below" as const),
    threshold: fc.constant(5),
    clearThreshold: fc.constant(null),
    forSeconds: fc.constantFrom(0, 10, 30, 60),
    clearSeconds: fc.constantFrom(0, 10, 30, 60),
    minimumSamples: fc.constantFrom(0, 10),
  });
  fc.assert(
    fc.property(rule, fc.array(value, { maxLength: 60 }), (given, values) => {
      const told = run(given, values).map((line) => line.split(" ") as [string, string]);
      for (const [i, [at, change]] of told.entries()) {
        expect(change === "opened").toBe(i % 2 === 0);
        if (change !== "opened") continue;
        const end = Number(at) / 10;
        const held = values.slice(end - given.forSeconds / 10, end + 1);
        for (const one of held) expect(one !== null && (given.comparison === "above" ? one > 5 : one < 5)).toBe(true);
      }
    }),
  );
});
