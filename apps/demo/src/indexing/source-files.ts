import type { Dirent } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const SOURCE = /\.(?:ts|js|mjs)$/;
const LARGEST_BYTES = 32_768;
/** Lines longer than this on average were not written by a person. */
const LONGEST_AVERAGE_LINE = 160;
/** Of one package, so that a few huge ones do not fill the index. */
const FILES_PER_PACKAGE = 60;

export interface SourceFile {
  /** Below the code folder, with `/`. */
  path: string;
  package: string;
  language: "typescript" | "javascript";
  content: string;
}

/** Package folders of a pnpm store, sorted: `.pnpm/NAME@VERSION/node_modules/NAME`. Links are left out, so each comes once. */
export async function listPackages(codeDir: string): Promise<string[]> {
  const folders: string[] = [];
  for (const entry of await directories(join(codeDir, ".pnpm"))) {
    const inner = join(".pnpm", entry, "node_modules");
    for (const name of await directories(join(codeDir, inner))) {
      if (!name.startsWith("@")) folders.push(join(inner, name));
      else for (const scoped of await directories(join(codeDir, inner, name))) folders.push(join(inner, name, scoped));
    }
  }
  return folders.map(toSlashes).sort();
}

/** The source files of these packages up to `limit`, without huge and minified ones. */
export async function* readPackages(codeDir: string, packages: string[], limit: number): AsyncGenerator<SourceFile> {
  let found = 0;
  for (const folder of packages) {
    for await (const file of readFolder(codeDir, folder, Math.min(FILES_PER_PACKAGE, limit - found))) {
      found++;
      yield file;
    }
    if (found >= limit) return;
  }
}

/** The source files of one folder, those near its top first. `folder` may be a file. */
export async function* readFolder(codeDir: string, folder: string, limit: number): AsyncGenerator<SourceFile> {
  let found = 0;
  const queue = [folder];
  for (let path = queue.shift(); path !== undefined && found < limit; path = queue.shift()) {
    const entries = await readdir(join(codeDir, path), { withFileTypes: true }).catch(() => null);
    if (entries === null) {
      const file = await readSource(codeDir, path);
      if (file) yield file;
      continue;
    }
    for (const entry of entries.sort(byName)) {
      if (found >= limit) return;
      const below = toSlashes(join(path, entry.name));
      if (entry.isDirectory() && entry.name !== "node_modules") queue.push(below);
      if (!entry.isFile()) continue;
      const file = await readSource(codeDir, below);
      if (!file) continue;
      found++;
      yield file;
    }
  }
}

/**
 * A path that a client gave, as one below the code folder; null when it leads out of it (also through a link) or is not there.
 */
export async function insideCodeDir(codeDir: string, path: string): Promise<string | null> {
  const root = await realpath(codeDir);
  const real = await realpath(join(root, path)).catch(() => null);
  if (real === null || !real.startsWith(root + sep)) return null;
  return toSlashes(relative(root, real));
}

async function readSource(codeDir: string, path: string): Promise<SourceFile | null> {
  if (!SOURCE.test(path) || path.includes(".min.")) return null;
  const full = join(codeDir, path);
  const { size } = await stat(full);
  if (size === 0 || size > LARGEST_BYTES) return null;
  const content = await readFile(full, "utf8");
  // Postgres keeps no NUL in a text.
  if (content.includes("\0") || content.length / content.split("\n").length > LONGEST_AVERAGE_LINE) return null;
  return { path, package: packageOf(path), language: path.endsWith(".ts") ? "typescript" : "javascript", content };
}

/** `.pnpm/x@1/node_modules/@scope/x/lib/a.js` is in `@scope/x`. */
export function packageOf(path: string): string {
  const [name = "", second = ""] = (path.split("node_modules/").at(-1) ?? path).split("/");
  return name.startsWith("@") ? `${name}/${second}` : name;
}

async function directories(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function toSlashes(path: string): string {
  return path.split(sep).join("/");
}
