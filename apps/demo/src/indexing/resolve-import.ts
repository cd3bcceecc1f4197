import { createRequire, isBuiltin } from "node:module";
import { join, posix, relative, sep } from "node:path";

const ENDINGS = ["", ".ts", ".d.ts", ".js", ".mjs", "/index.ts", "/index.d.ts", "/index.js", "/index.mjs"];

/**
 * Where an import leads: a path below the code folder, or null for what Node brings along and what cannot be found.
 * `has` says whether a path is indexed.
 */
export function resolveImport(
  codeDir: string,
  from: string,
  specifier: string,
  has: (path: string) => boolean,
): string | null {
  if (isBuiltin(specifier)) return null;
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(from), specifier);
    // Declarations name the file that will run: in x.d.ts, "./y.js" means ./y.d.ts.
    const bases = from.endsWith(".ts")
      ? [target.replace(/\.m?js$/, ""), target]
      : [target, target.replace(/\.m?js$/, "")];
    for (const base of bases) for (const ending of ENDINGS) if (has(base + ending)) return base + ending;
    return null;
  }
  try {
    const resolved = createRequire(join(codeDir, from)).resolve(specifier);
    return relative(codeDir, resolved).split(sep).join("/");
  } catch {
    // Packages that only know `import`, and optional ones that nobody installed.
    return null;
  }
}
