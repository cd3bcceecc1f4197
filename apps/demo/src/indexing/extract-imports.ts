// Comments and other strings stand in the pattern too: what they contain is then passed over, so that an example in a
// doc comment or a file name in a message is not taken for an import.
const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<![.\w$])(?:from\s*|import\s*\(?\s*|require\s*\(\s*)(["'])([^"'`\n]+)\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;

const EXPORT =
  /(?<![.\w$])export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const|let|var|interface|type|enum)\s+([A-Za-z_$][\w$]*)/g;

/** What a JavaScript or TypeScript file imports, requires or re-exports, each specifier once, in order. */
export function extractImports(code: string): string[] {
  const specifiers = new Set<string>();
  for (const match of code.matchAll(TOKEN)) if (match[2] !== undefined) specifiers.add(match[2]);
  return [...specifiers];
}

/** The names that a file declares and exports, each once, in order. */
export function extractExports(code: string): string[] {
  const names = new Set<string>();
  for (const [, name] of code.matchAll(EXPORT)) if (name) names.add(name);
  return [...names];
}
