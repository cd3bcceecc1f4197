// Builds what changed, in the order in which the parts need each other.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dependencyFingerprint, workspaceFolders } from "./install.mjs";
import { fingerprintOf, fingerprintOfTimes, isFresh, stamp } from "./stamps.mjs";
import { withProgress } from "./terminal.mjs";
import { ROOT, runTool, tool } from "./tools.mjs";

const FOUNDATIONS = ["packages/series", "packages/protocol"];

/**
 * A step runs when what it reads, or what a step before it reads, has changed, or when what it makes is gone.
 * @typedef {{ name: string, after: string[], reads: string[], makes: string[], run: () => Promise<unknown> }} Step
 * @type {() => Step[]}
 */
const steps = () => [
  {
    name: "foundations",
    after: [],
    reads: ["tsconfig.base.json", ...FOUNDATIONS],
    makes: FOUNDATIONS.map(entryOf),
    run: () => runTool("tsc", [tool("tsc"), "-b", ...FOUNDATIONS]),
  },
  {
    // Series and protocol are bundled into the SDK, which is published without dependencies.
    name: "SDK bundle",
    after: ["foundations"],
    reads: ["packages/node"],
    makes: [entryOf("packages/node")],
    run: () => runTool("The SDK's build", ["npm", "run", "build"], { cwd: "packages/node" }),
  },
  {
    name: "packages and services",
    after: ["foundations", "SDK bundle"],
    reads: ["tsconfig.json", ...workspaceFolders().filter(isTypeScript)],
    makes: ["apps/server/dist/main.js"],
    run: () => runTool("tsc", [tool("tsc"), "-b"]),
  },
  {
    name: "web page",
    after: ["foundations"],
    reads: ["apps/web"],
    makes: ["apps/web/dist/index.html"],
    run: () => runTool("vite build", [tool("vite", "apps/web"), "build"], { cwd: "apps/web" }),
  },
];

/** Type check and build of everything that runs. Nothing changed: about 20 ms. */
export async function build() {
  const fingerprints = new Map();
  const stale = new Map();
  const dependencies = dependencyFingerprint();
  for (const step of steps()) {
    const inherited = step.after.map((name) => fingerprints.get(name));
    const fingerprint = fingerprintOf([dependencies, ...inherited, fingerprintOfTimes(step.reads)]);
    fingerprints.set(step.name, fingerprint);
    const whole = step.makes.every((file) => existsSync(join(ROOT, file)));
    if (!whole || !isFresh(stampOf(step), fingerprint)) stale.set(step.name, step);
  }
  if (stale.size === 0) return;

  await withProgress(`building ${[...stale.keys()].join(", ")}`, async (detail) => {
    const running = new Map();
    const unfinished = new Set(stale.keys());
    for (const step of stale.values()) {
      // Insertion order follows `after`, so what a step waits for is already under way.
      running.set(
        step.name,
        Promise.all(step.after.map((name) => running.get(name))).then(async () => {
          await step.run();
          stamp(stampOf(step), fingerprints.get(step.name));
          unfinished.delete(step.name);
          detail(`left: ${[...unfinished].join(", ")}`);
        }),
      );
    }
    // All settle before the first failure is told: a compiler left running would write into the next attempt.
    const results = await Promise.allSettled(running.values());
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  });
}

/** What others load of a package. */
function entryOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
  return join(folder, exports["."].default);
}

function stampOf(step) {
  return `built-${step.name.replaceAll(" ", "-")}`;
}

function isTypeScript(folder) {
  return folder !== "" && folder !== "e2e/" && existsSync(join(ROOT, folder, "tsconfig.json"));
}
