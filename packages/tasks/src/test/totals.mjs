// How many tests passed, failed and were skipped: of a check, and from the reports of the runners.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * A gate that is itself one test.
 * @param {string[]} problems none when it passed
 * @param {string} [note]
 * @returns {import("./test.mjs").Result}
 */
export function asOneTest(problems, note) {
  const isGood = problems.length === 0;
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0, output: problems.join("\n"), note };
}

/**
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] } | undefined} report Vitest's, in Jest's format
 * @returns {Counts | undefined}
 */
export function countVitest(report) {
  if (!report) return undefined;
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    for (const { status } of file.assertionResults) {
      if (status === "passed") counts.passed++;
      else if (status === "failed") counts.failed++;
      else counts.skipped++;
    }
    // A file that does not load, or whose set-up fails, can have no failed test of its own.
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed")) counts.failed++;
  }
  return counts;
}

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] } | undefined} report
 * @returns {Counts | undefined} errors outside any test count as failed, and so does a test that needed a second attempt
 */
export function countPlaywright(report) {
  if (!report) return undefined;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

/** @param {string} output of `playwright test --list --reporter=json` @returns {number} tests, each project's run counted */
export function listedByPlaywright(output) {
  const count = (suite) =>
    (suite.specs ?? []).reduce((sum, spec) => sum + spec.tests.length, 0) +
    (suite.suites ?? []).reduce((sum, child) => sum + count(child), 0);
  try {
    return count(JSON.parse(output.slice(output.indexOf("{"))));
  } catch {
    return 0;
  }
}
