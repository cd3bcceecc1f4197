import { defineConfig } from "@playwright/test";
import { browser } from "./src/browser.ts";

/** Takes the pictures of the documentation anew: minutes of the demo, so no part of the tests. */
export default defineConfig({
  testDir: "./src",
  testMatch: "*.screenshots.ts",
  outputDir: "./results/screenshots",
  reporter: "list",
  timeout: 3_600_000,
  use: { ...browser, timezoneId: "UTC", viewport: { width: 1440, height: 900 } },
});
