import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resolveImport } from "./resolve-import.ts";
import { insideCodeDir, listPackages, packageOf, readFolder, readPackages } from "./source-files.ts";

let codeDir: string;
const A = ".pnpm/a@1.0.0/node_modules/a";
const SCOPED = ".pnpm/@s+b@2.0.0/node_modules/@s/b";

beforeEach(async () => {
  codeDir = await mkdtemp(join(tmpdir(), "vigie-demo-"));
  const files: Record<string, string> = {
    [`${A}/package.json`]: '{ "main": "./index.js" }',
    [`${A}/index.js`]: 'require("./lib/deep"); require("@s/b"); require("node:fs"); require("nowhere");',
    [`${A}/lib/deep/index.js`]: "module.exports = 1;",
    [`${A}/types.d.ts`]: 'export * from "./other.js";',
    [`${A}/other.d.ts`]: "export {};",
    [`${A}/node_modules/inner/index.js`]: "never();",
    [`${A}/packed.min.js`]: "a()",
    [`${A}/minified.js`]: `${"x=1;".repeat(1_000)}\n`,
    [`${A}/huge.js`]: "// long\n".repeat(10_000),
    [`${A}/nul.js`]: "a\0b",
    [`${A}/empty.js`]: "",
    [`${A}/readme.md`]: "# a",
    [`${SCOPED}/package.json`]: '{ "main": "b.js" }',
    [`${SCOPED}/b.js`]: "module.exports = 2;",
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(codeDir, dirname(path)), { recursive: true });
    await writeFile(join(codeDir, path), content);
  }
  await mkdir(join(codeDir, ".pnpm/a@1.0.0/node_modules/@s"));
  await symlink(join(codeDir, SCOPED), join(codeDir, ".pnpm/a@1.0.0/node_modules/@s/b"));
});

afterEach(() => rm(codeDir, { recursive: true, force: true }));

async function paths(files: AsyncIterable<{ path: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of files) found.push(path);
  return found;
}

test("each package is listed once, links to it are not", async () => {
  expect(await listPackages(codeDir)).toEqual([SCOPED, A]);
});

test("source files are read; huge, minified, empty and foreign ones are not", async () => {
  expect(await paths(readFolder(codeDir, A, 100))).toEqual([
    `${A}/index.js`,
    `${A}/other.d.ts`,
    `${A}/types.d.ts`,
    `${A}/lib/deep/index.js`,
  ]);
});

test("never more than the limit", async () => {
  expect(await paths(readFolder(codeDir, A, 2))).toHaveLength(2);
  expect(await paths(readPackages(codeDir, [SCOPED, A], 3))).toEqual([
    `${SCOPED}/b.js`,
    `${A}/index.js`,
    `${A}/other.d.ts`,
  ]);
});

test("one file can be named instead of a folder", async () => {
  expect(await paths(readFolder(codeDir, `${A}/index.js`, 10))).toEqual([`${A}/index.js`]);
});

test("a path that leads out of the code folder is not inside, nor one that is not there", async () => {
  expect(await insideCodeDir(codeDir, A)).toBe(A);
  expect(await insideCodeDir(codeDir, `/${A}/`)).toBe(A);
  for (const outside of ["..", "../..", `${A}/../../../../..`, ".", "nothing"])
    expect(await insideCodeDir(codeDir, outside)).toBeNull();
  await symlink(tmpdir(), join(codeDir, "link"));
  expect(await insideCodeDir(codeDir, "link")).toBeNull();
});

test("imports lead to files, across packages too", async () => {
  const indexed = new Set(await paths(readPackages(codeDir, [SCOPED, A], 100)));
  const lead = (from: string, specifier: string) =>
    resolveImport(codeDir, from, specifier, (path) => indexed.has(path));
  expect(lead(`${A}/index.js`, "./lib/deep")).toBe(`${A}/lib/deep/index.js`);
  expect(lead(`${A}/types.d.ts`, "./other.js")).toBe(`${A}/other.d.ts`);
  expect(lead(`${A}/index.js`, "@s/b")).toBe(`${SCOPED}/b.js`);
  for (const none of ["node:fs", "fs", "nowhere", "./missing.js"]) expect(lead(`${A}/index.js`, none)).toBeNull();
});

test.each([
  [`${A}/lib/x.js`, "a"],
  [`${SCOPED}/b.js`, "@s/b"],
])("%s is in the package %s", (path, name) => {
  expect(packageOf(path)).toBe(name);
});
