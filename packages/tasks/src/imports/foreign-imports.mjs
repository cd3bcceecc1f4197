// What a built package would load from elsewhere at run time.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { readImports } from "./read-imports.mjs";

/** @param {string} folder of built JavaScript @returns {string[]} "index.js imports zod", … ; empty for a self-contained one */
export function foreignImports(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.[cm]?js$/.test(file));
  if (files.length === 0) return ["there is no JavaScript"];
  return files.flatMap((file) =>
    readImports(readFileSync(join(folder, file), "utf8"), file)
      .filter(({ specifier }) => !specifier.startsWith(".") && !isBuiltin(specifier))
      .map(({ specifier }) => `${file} imports ${specifier}`),
  );
}
