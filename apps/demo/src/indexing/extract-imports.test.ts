import { expect, test } from "vitest";
import { extractExports, extractImports } from "./extract-imports.ts";

test.each([
  ['import a from "a";', ["a"]],
  ["import { b } from 'b'", ["b"]],
  ['import "side-effect";', ["side-effect"]],
  ['import type { T } from "./types.ts";', ["./types.ts"]],
  ['import {\n  one,\n  two,\n} from "./many.js";', ["./many.js"]],
  ['export * from "./all.js"; export { x } from "./x.js";', ["./all.js", "./x.js"]],
  ["const c = require(\"c\"), d = require( 'd/e' );", ["c", "d/e"]],
  ['const lazy = await import("./lazy.js");', ["./lazy.js"]],
  ['type T = import("./t.js").T;', ["./t.js"]],
  ['import a from"a";import b from"b"', ["a", "b"]],
  ['import a from "same"; const b = require("same");', ["same"]],
])("finds what is imported in %s", (code, expected) => {
  expect(extractImports(code)).toEqual(expected);
});

test.each([
  '// import a from "a";',
  '/** @example\n * import a from "a";\n */',
  "const message = 'write import a from \"a\"';",
  'const code = `require("a")`;',
  'Array.from("abc"); loader.import("x"); obj.require("y");',
  "const path = require(`./` + name);",
  "",
])("takes nothing for an import in %s", (code) => {
  expect(extractImports(code)).toEqual([]);
});

test("an address in a string does not hide what follows", () => {
  expect(extractImports('const url = "https://example.com"; const a = require("a");')).toEqual(["a"]);
});

test("an unfinished string or comment ends at its line, and nothing hangs", () => {
  expect(extractImports(`it's\nimport a from "a";`)).toEqual(["a"]);
  expect(extractImports(`${"/*".repeat(5_000)}\n${"`".repeat(5_001)}`)).toEqual([]);
});

test("finds exported names of every kind", () => {
  const code = `export const a = 1; export default class B {} export async function c() {}
    export function* d() {} export declare abstract class E {} export interface F {} export type G = 1; export enum H {}
    export { hidden }; exported = 2;`;
  expect(extractExports(code)).toEqual(["a", "B", "c", "d", "E", "F", "G", "H"]);
});
