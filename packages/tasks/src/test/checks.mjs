// Gates that look at the sources without running them. Each counts as one test.
import { join } from "node:path";
import { attempt, ROOT, tool } from "../tools.mjs";
import { checkCompose } from "./compose.mjs";
import { asOneTest } from "./totals.mjs";

/** Fewer modules than this, and the check of the imports has looked in the wrong place. */
const FEWEST_MODULES = 150;

/** @type {import("./test.mjs").Gate[]} */
export const CHECKS = [
  {
    name: "types",
    run: () => commands([tool("tsc"), "-p", "tsconfig.tests.json"], [tool("tsc"), "-p", "e2e/tsconfig.json"]),
  },
  { name: "lint", run: () => commands([tool("biome"), "ci", "--colors=off", "--error-on-warnings", "."]) },
  // The rules that need types, which Biome only guesses.
  { name: "promises", run: () => commands([tool("oxlint"), "--type-aware", "--deny-warnings", "."]) },
  { name: "imports", run: importDirections },
  { name: "unused", run: () => commands([tool("knip"), "--no-progress"]) },
  { name: "surface", run: packageSurface },
  { name: "compose", run: checkCompose },
];

/** What a service gets when it adds the SDK: entries that are there, in the right form, and nothing else with them. */
async function packageSurface() {
  // --pack npm: with pnpm, which need not be installed, it would pack nothing and find nothing.
  const publint = [tool("publint", "packages/node"), "packages/node", "--strict", "--pack", "npm"];
  const { status, output } = await attempt(publint);
  const { foreignImports } = await import("../imports/foreign-imports.mjs");
  const foreign = foreignImports(join(ROOT, "packages/node/dist"));
  return asOneTest([...(status === 0 ? [] : [output]), ...foreign.map((line) => `packages/node/dist: ${line}`)]);
}

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
