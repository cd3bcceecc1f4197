import { describe, expect, test } from "vitest";
import { countPlaywright, countVitest, listedByPlaywright } from "./totals.mjs";

const file = (status, ...statuses) => ({ status, assertionResults: statuses.map((each) => ({ status: each })) });

describe("totals of Vitest", () => {
  test("every test counts once; what did not run is skipped", () => {
    const testResults = [file("failed", "passed", "failed", "skipped"), file("passed", "passed", "pending", "todo")];
    expect(countVitest({ testResults })).toEqual({ passed: 2, failed: 1, skipped: 3 });
  });

  test("a file that does not load is a failure", () => {
    expect(countVitest({ testResults: [file("failed")] })).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("a file whose tests pass and whose tear-down fails is a failure", () => {
    expect(countVitest({ testResults: [file("failed", "passed")] })).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test("no report is no result", () => expect(countVitest(undefined)).toBeUndefined());
});

describe("totals of Playwright", () => {
  test("a second attempt and an error outside tests are failures", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 4, skipped: 3 });
  });

  test("a list counts each test once per project", () => {
    const suites = [{ specs: [{ tests: [{}, {}] }], suites: [{ specs: [{ tests: [{}, {}] }] }] }];
    expect(listedByPlaywright(`warning\n${JSON.stringify({ suites })}`)).toBe(4);
    expect(listedByPlaywright("Error: no config")).toBe(0);
  });
});
