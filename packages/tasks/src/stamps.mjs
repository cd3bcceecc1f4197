// A stamp is a file that holds the fingerprint of what a step was made from: same fingerprint, nothing to do.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CACHE, ROOT } from "./tools.mjs";

/** Never an input of a build: made by one, or read only by tests. */
const LEFT_OUT = /^(node_modules|dist|results|\..*|.*\.(test|fixture)\.(ts|tsx|mjs))$/;

/**
 * @param {string} name
 * @param {string} fingerprint
 * @returns {boolean} whether the step last ended with this fingerprint
 */
export function isFresh(name, fingerprint) {
  try {
    return readFileSync(join(CACHE, name), "utf8") === fingerprint;
  } catch {
    return false;
  }
}

/** Call it after the step has ended well. @param {string} name @param {string} fingerprint */
export function stamp(name, fingerprint) {
  const file = join(CACHE, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, fingerprint);
}

/** @param {string[]} parts @returns {string} hex */
export function fingerprintOf(parts) {
  return createHash("sha256").update(parts.join("\0")).digest("hex");
}

/** By content: a fresh checkout of the same files has other times. @param {string[]} files below the root */
export function fingerprintOfContents(files) {
  return fingerprintOf(files.flatMap((file) => [file, readFileSync(join(ROOT, file), "utf8")]));
}

/** By path, size and time of change: reading every source at every start would cost more than it saves. @param {string[]} paths */
export function fingerprintOfTimes(paths) {
  const lines = [];
  const visit = (path) => {
    const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (!found) return;
    if (!found.isDirectory()) return lines.push(`${path} ${found.size} ${found.mtimeMs}`);
    for (const name of readdirSync(join(ROOT, path)).sort()) if (!LEFT_OUT.test(name)) visit(`${path}/${name}`);
  };
  paths.forEach(visit);
  return fingerprintOf(lines);
}
