// Gates that run tests: Vitest twice (without and with real servers), then Playwright.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findBrowser } from "../browser.mjs";
import { findRedis } from "../redis.mjs";
import { attempt, CACHE, ROOT, tool } from "../tools.mjs";
import { countPlaywright, countVitest, listedByPlaywright } from "./totals.mjs";

/** Vitest leaves one core alone, of two half the machine. Integration tests wait for servers and clocks: of two cores three keep busy. */
const WORKERS = { unit: 2, integration: 3 };
const E2E_REPORT = "e2e/results/results.json";

/** @type {import("./test.mjs").Gate[]} */
export const RUNNERS = [
  { name: "unit", run: (filters) => runVitest("unit", filters, {}) },
  {
    name: "integration",
    run: async (filters) => {
      const redis = await redisForTests();
      return runVitest("integration", filters, redis);
    },
  },
  { name: "e2e", run: runPlaywright },
];

async function runVitest(project, filters, { env, note }) {
  mkdirSync(CACHE, { recursive: true });
  const report = join(CACHE, `${project}-tests.json`);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const command = [
    tool("vitest"),
    "run",
    "--project",
    project,
    `--maxWorkers=${WORKERS[project]}`,
    ...reporters,
    ...filters,
  ];
  const { status, output } = await attempt(command, { env });
  return { ...whole(countVitest(readReport(report)), status, output, filters), note };
}

async function runPlaywright(filters) {
  rmSync(join(ROOT, E2E_REPORT), { force: true });
  const command = [tool("playwright", "e2e"), "test"];
  const inE2e = { cwd: "e2e" };
  // Paths are told from the root, Playwright matches them from its own folder.
  const files = filters.filter((filter) => filter.startsWith("e2e")).map((filter) => filter.replace(/^e2e\/?/, ""));
  const browser = await findBrowser();
  if (browser.missing) {
    const listed = await attempt([...command, "--list", "--reporter=json", ...files], inE2e);
    const counts = { passed: 0, failed: 0, skipped: listedByPlaywright(listed.output) };
    return { ...whole(counts, 0, listed.output, filters), note: `no browser: ${browser.missing}` };
  }
  const redis = await redisForTests();
  const env = { ...redis.env, VIGIE_TEST_BROWSER: browser.executable };
  const { status, output } = await attempt([...command, ...files], { ...inE2e, env });
  return { ...whole(countPlaywright(readReport(join(ROOT, E2E_REPORT))), status, output, filters), note: redis.note };
}

async function redisForTests() {
  const redis = await findRedis();
  if (redis.missing) return { env: {}, note: `tests with Redis are skipped: ${redis.missing}` };
  return { env: { VIGIE_TEST_REDIS_SERVER: redis.server, VIGIE_TEST_REDIS_LIBS: redis.libs } };
}

/**
 * What the runner's report leaves out: that it ran nothing, or failed without failing a test.
 * @param {{ passed: number, failed: number, skipped: number } | undefined} counts
 */
function whole(counts, status, output, filters) {
  if (!counts)
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      output: `${output}\nThe runner left no report (exit status ${status}).`,
    };
  const ran = counts.passed + counts.failed + counts.skipped;
  if (ran === 0 && filters.length > 0) return { ...counts, output };
  if (ran === 0) return { ...counts, failed: 1, output: `${output}\nThe runner ran no test.` };
  if (status !== 0 && counts.failed === 0) return { ...counts, failed: 1, output };
  return { ...counts, output };
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
