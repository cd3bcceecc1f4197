import { defineConfig } from "@playwright/test";

/** A browser found by `npm test`; without one, Playwright's own. */
const executablePath = process.env.VIGIE_TEST_BROWSER || undefined;

export default defineConfig({
  testDir: "./src",
  outputDir: "./results/artifacts",
  reporter: [["list"], ["json", { outputFile: "./results/results.json" }]],
  // Each test file starts a Vigie of its own; on two cores a second worker costs more than it brings.
  workers: 1,
  // A test that passes at the second attempt has still failed once.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions: {
      executablePath,
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
    },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
    { name: "phone", use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
});
