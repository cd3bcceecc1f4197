import { defineConfig } from "vitest/config";

const sources = ["packages/*/src/**", "apps/*/src/**"];
const named = (ending: string) =>
  sources.flatMap((folder) => ["ts", "tsx", "mjs"].map((type) => `${folder}/*${ending}.${type}`));

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: named(".test"),
          exclude: ["**/node_modules/**", "**/dist/**", ...named(".integration.test")],
          testTimeout: 15_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "integration",
          include: named(".integration.test"),
          exclude: ["**/node_modules/**", "**/dist/**"],
          globalSetup: "packages/testing/src/vitest-global-setup.ts",
          // Real servers and databases on machines that may have two busy cores.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
