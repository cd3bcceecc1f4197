// Gates that look at the sources without running them. Each counts as one test.
import { attempt, ROOT, tool } from "../tools.mjs";
import { checkCompose } from "./compose.mjs";
import { asOneTest } from "./totals.mjs";

/** Fewer modules than this, and the check of the imports has looked in the wrong place. */
const FEWEST_MODULES = 60;

/** @type {import("./test.mjs").Gate[]} */
export const CHECKS = [
  {
    name: "types",
    run: () => commands([tool("tsc"), "-p", "tsconfig.tests.json"], [tool("tsc"), "-p", "e2e/tsconfig.json"]),
  },
  { name: "lint", run: () => commands([tool("biome"), "ci", "--colors=off", "--error-on-warnings", "."]) },
  { name: "imports", run: importDirections },
  { name: "unused", run: () => commands([tool("knip"), "--no-progress"]) },
  // --pack npm: with pnpm, which need not be installed, it would pack nothing and find nothing.
  {
    name: "surface",
    run: () => commands([tool("publint", "packages/node"), "packages/node", "--strict", "--pack", "npm"]),
  },
  { name: "compose", run: checkCompose },
];

async function commands(...list) {
  const outputs = [];
  for (const command of list) {
    const { status, output } = await attempt(command);
    if (status !== 0) outputs.push(output);
  }
  return asOneTest(outputs);
}

async function importDirections() {
  const { checkImports } = await import("../imports/check-imports.mjs");
  const { modules, imports, violations } = checkImports(ROOT);
  const lines = violations.map(({ from, line, to, rule, why }) => `${from}:${line} imports ${to}\n    ${rule}: ${why}`);
  if (modules < FEWEST_MODULES) lines.push(`only ${modules} modules were seen`);
  return asOneTest(lines, `${imports} imports in ${modules} modules`);
}
