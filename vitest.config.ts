import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const sources = ["packages/*/src/**", "apps/*/src/**"];
const named = (ending: string) =>
  sources.flatMap((folder) => ["ts", "tsx", "mjs"].map((type) => `${folder}/*${ending}.${type}`));

/** What waits for clocks and lost processes goes first, so that something else is there to be done meanwhile. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => moduleId.includes("/faults/");
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: WaitingFirst },
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
