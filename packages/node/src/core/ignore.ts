import { pathOf } from "./normalise-path.ts";

/**
 * What is not recorded: `"/health"` is that path, `"/internal/*"` everything below it, `"*.css"` every path that ends
 * so, and a RegExp is tested against the path. Never sees the query.
 */
export type IgnorePattern = string | RegExp;

const STATIC_FILES =
  "css js mjs map png jpg jpeg gif svg ico webp avif bmp woff woff2 ttf otf eot mp4 webm mp3 wasm webmanifest";

/** What is left out unless `ignore` says otherwise. */
export const DEFAULT_IGNORE: readonly IgnorePattern[] = [
  "/health",
  "/metrics",
  "/favicon.ico",
  "/robots.txt",
  ...STATIC_FILES.split(" ").map((extension) => `*.${extension}`),
];

/** Compiles patterns into one question about a request target or a route template. */
export function compileIgnore(patterns: readonly IgnorePattern[]): (target: string) => boolean {
  const exact = new Set<string>();
  const prefixes: string[] = [];
  const extensions = new Set<string>();
  const suffixes: string[] = [];
  const expressions: RegExp[] = [];
  for (const pattern of patterns) {
    if (typeof pattern !== "string") expressions.push(pattern);
    else if (pattern.startsWith("*.") && !pattern.includes(".", 2)) extensions.add(pattern.slice(1).toLowerCase());
    else if (pattern.startsWith("*")) suffixes.push(pattern.slice(1));
    else if (pattern.endsWith("*")) prefixes.push(pattern.slice(0, -1));
    else exact.add(pattern);
  }
  return (target) => {
    const path = pathOf(target);
    if (exact.has(path)) return true;
    if (extensions.size > 0) {
      const dot = path.lastIndexOf(".");
      if (dot > path.lastIndexOf("/") && extensions.has(path.slice(dot).toLowerCase())) return true;
    }
    for (const prefix of prefixes) if (path.startsWith(prefix)) return true;
    for (const suffix of suffixes) if (path.endsWith(suffix)) return true;
    for (const expression of expressions) {
      // A sticky or global expression remembers where it stopped.
      expression.lastIndex = 0;
      if (expression.test(path)) return true;
    }
    return false;
  };
}
