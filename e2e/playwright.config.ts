import { defineConfig } from "@playwright/test";
import { browser } from "./src/browser.ts";

export default defineConfig({
  testDir: "./src",
  outputDir: "./results/artifacts",
  reporter: [["list"], ["json", { outputFile: "./results/results.json" }]],
  // Most journeys wait for servers and seconds to pass more than they compute: three fit beside each other on two cores.
  workers: 3,
  fullyParallel: true,
  // A test that passes at the second attempt has still failed once.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: { ...browser, trace: "retain-on-failure", screenshot: "only-on-failure" },
  projects: [
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      // Every view is walked on a phone by one journey; those that hold what does not depend on the width run once.
      grepInvert: /@once/,
    },
  ],
});
