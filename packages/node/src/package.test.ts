import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { expect, it } from "vitest";
import { SDK_NAME } from "./core/version.ts";

const root = new URL("..", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

it("names its version in batches", () => {
  expect(SDK_NAME).toBe(`${manifest.name}/${manifest.version}`);
});

it("has no third-party code at run time", () => {
  expect(manifest.dependencies).toBeUndefined();
  const files = readdirSync(new URL("dist/", root), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  expect(files).toContain("index.js");
  for (const file of files) {
    const source = readFileSync(new URL(`dist/${file}`, root), "utf8");
    for (const [, target = ""] of source.matchAll(/^(?:import|export)\b[^;]*?from\s*["']([^"']+)["']/gm)) {
      expect(target.startsWith(".") || (target.startsWith("node:") && isBuiltin(target)), `${file}: ${target}`).toBe(
        true,
      );
    }
  }
});
