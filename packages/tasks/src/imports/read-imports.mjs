// Every import of a source file, with what the tools for import directions do not tell under TypeScript 7: whether it
// is erased (`import type`) or runs.
import { parseSync } from "@swc/core";

/**
 * @typedef {{ specifier: string, typeOnly: boolean, line: number }} Import
 * @param {string} source
 * @param {string} file its name: the ending decides whether JSX is read
 * @returns {Import[]} static, re-exported, dynamic and required, and types named by `import("…")`
 */
export function readImports(source, file) {
  const program = parseSync(source, { syntax: "typescript", tsx: /x$/.test(file), decorators: true });
  const found = [];
  const add = (literal, typeOnly) => {
    if (literal?.type === "StringLiteral") found.push({ specifier: literal.value, typeOnly });
  };
  visit(program.body, (node) => {
    switch (node.type) {
      // `import { type X }` counts as running: verbatimModuleSyntax keeps the import when the names are gone.
      case "ImportDeclaration":
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration":
        return add(node.source, Boolean(node.typeOnly));
      case "CallExpression":
        if (node.callee.type === "Import" || node.callee.value === "require")
          add(literalOf(node.arguments[0]?.expression), false);
        return;
      case "TsExternalModuleReference":
        return add(node.expression, false);
      case "TsImportType":
        return add(node.argument, true);
    }
  });
  return found.map((entry) => ({ ...entry, line: lineOf(source, entry.specifier) }));
}

function visit(node, see) {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, see);
  } else if (node && typeof node === "object") {
    if (typeof node.type === "string") see(node);
    for (const key in node) if (key !== "span") visit(node[key], see);
  }
}

function literalOf(expression) {
  const plain = expression?.type === "TemplateLiteral" && expression.expressions.length === 0;
  return plain ? { type: "StringLiteral", value: expression.quasis[0].cooked } : expression;
}

/** Positions in the syntax tree count from the first file that the process parsed, so the text is asked. */
function lineOf(source, specifier) {
  const at = source.search(new RegExp(`["'\`]${specifier.replace(/[^\w]/g, "\\$&")}["'\`]`));
  return source.slice(0, Math.max(at, 0)).split("\n").length;
}
