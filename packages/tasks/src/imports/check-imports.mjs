// Holds the rules against a tree of sources.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix, relative, sep } from "node:path";
import { readImports } from "./read-imports.mjs";
import { RULES } from "./rules.mjs";

const SOURCE = /\.(ts|tsx|mts|mjs|js)$/;
/** Also a suite that several tests run: `describe-logger.ts`. */
const TEST = /(\.(test|test-d|spec|fixture)|\/describe-[a-z-]+)\.(ts|tsx|mjs)$/;
const LEFT_OUT = /^(node_modules|dist|results|\..*)$/;

/**
 * @typedef {{ rule: string, why: string, from: string, line: number, to: string }} Violation
 * @param {string} root folder with packages/, apps/ and e2e/
 * @returns {{ modules: number, imports: number, violations: Violation[] }}
 */
export function checkImports(root) {
  const packages = packagesByName(root);
  const files = ["packages", "apps", "e2e"].flatMap((folder) => sourcesBelow(root, folder));
  const violations = [];
  let imports = 0;
  for (const from of files) {
    for (const found of readImports(readFileSync(join(root, from), "utf8"), from)) {
      imports++;
      const to = targetOf(found.specifier, from, packages);
      for (const rule of RULES) {
        if (isBroken(rule, from, to, found.typeOnly)) {
          violations.push({ rule: rule.name, why: rule.why, from, line: found.line, to });
        }
      }
    }
  }
  return { modules: files.length, imports, violations };
}

function isBroken(rule, from, to, typeOnly) {
  if (!rule.from.test(from) || !rule.to.test(to) || rule.fromNot?.test(from)) return false;
  if (rule.typesMay && typeOnly) return false;
  if (!rule.testsToo && TEST.test(from)) return false;
  return !rule.unless?.(from, to);
}

/** @returns {string} "packages/series/" for a package by name, a path for a relative import, "npm:…" or "node:…" */
function targetOf(specifier, from, packages) {
  if (specifier.startsWith(".")) return posix.join(dirname(from), specifier);
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const folder = packages.get(name);
  return folder ? `${folder}/${specifier.slice(name.length + 1)}` : `npm:${specifier}`;
}

function packagesByName(root) {
  const children = (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []);
  const folders = ["packages", "apps"].flatMap((parent) => children(parent).map((name) => `${parent}/${name}`));
  const withManifest = [...folders, "e2e"].filter((folder) => existsSync(join(root, folder, "package.json")));
  return new Map(
    withManifest.map((folder) => [JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).name, folder]),
  );
}

function sourcesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.test(entry.name)) return [];
    const path = relative(root, join(root, folder, entry.name))
      .split(sep)
      .join("/");
    if (entry.isDirectory()) return sourcesBelow(root, path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}
