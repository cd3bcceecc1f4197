// Brings node_modules to what the lockfile says, with a pnpm that nobody has to have installed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintOf, fingerprintOfContents, isFresh, stamp } from "./stamps.mjs";
import { withProgress } from "./terminal.mjs";
import { ROOT, runTool } from "./tools.mjs";

/** The one place that names pnpm's version; the Dockerfile comes through here too. */
const PNPM = "pnpm@12.21.0";

/** @param {{ production?: boolean }} [options] production: only what the server needs to run */
export async function install({ production = false } = {}) {
  const fingerprint = dependencyFingerprint(production);
  if (isFresh("installed", fingerprint) && existsSync(join(ROOT, "node_modules/.pnpm"))) return;
  await withProgress(`installing ${lockedPackages()} packages`, (detail) =>
    runTool("Installing the dependencies", installCommand(production), {
      // CI: nothing is asked, as nobody can answer. NODE_ENV=production would leave out what the build needs.
      // Without a network npm would retry for more than a minute before it says so.
      env: { CI: "true", NODE_ENV: undefined, npm_config_fetch_retry_mintimeout: "1000" },
      onLine: (line) => {
        const seen = /downloaded (\d+), added (\d+)/.exec(line);
        if (seen) detail(`${seen[1]} downloaded, ${seen[2]} in place`);
      },
    }),
  );
  stamp("installed", fingerprint);
}

/** What the installed packages depend on; a part of every build's fingerprint too. @returns {string} */
export function dependencyFingerprint(production = false) {
  const files = [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ...workspaceFolders().map((folder) => `${folder}package.json`),
  ];
  const machine = [process.version, process.platform, process.arch, production ? "production" : "all", PNPM];
  return fingerprintOf([fingerprintOfContents(files), ...machine]);
}

/** @returns {string[]} "" for the root, "packages/series/", … : each holds a package.json */
export function workspaceFolders() {
  const inside = (parent) => readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}/`);
  const folders = ["", "e2e/", ...inside("packages"), ...inside("apps")];
  return folders.filter((folder) => existsSync(join(ROOT, folder, "package.json")));
}

function installCommand(production) {
  const options = [
    "--frozen-lockfile",
    "--reporter=append-only",
    ...(production ? ["--prod", "--filter-prod", "@vigie/server..."] : []),
  ];
  return ["npx", "-y", PNPM, "install", ...options];
}

function lockedPackages() {
  const lock = readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8");
  const section = /^packages:\n([\s\S]*?)^\S/m.exec(lock)?.[1] ?? "";
  return section.match(/^ {2}\S.*:$/gm)?.length ?? 0;
}
