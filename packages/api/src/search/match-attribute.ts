import { matchPatterns } from "./match-pattern.ts";
import { type AttributeTerm, attributePaths, compares, NUMBER, type SearchableLog } from "./search.ts";
import { textOf } from "./texts.ts";

/** As a path of SQL/JSON in its lax mode does: a list on the way, and at the end of it, stands for its elements. */
export function matchAttribute(term: AttributeTerm): (log: Pick<SearchableLog, "attributes">) => boolean {
  const paths = attributePaths(term.name);
  const passes = testOf(term);
  return (log) => paths.some((path) => anyAt(log.attributes, path, 0, passes));
}

function anyAt(value: unknown, path: readonly string[], depth: number, passes: (value: unknown) => boolean): boolean {
  const key = path[depth];
  if (key === undefined) return passes(value) || (Array.isArray(value) && value.some(passes));
  if (Array.isArray(value)) return value.some((element) => anyOf(element, key, path, depth, passes));
  return anyOf(value, key, path, depth, passes);
}

function anyOf(
  value: unknown,
  key: string,
  path: readonly string[],
  depth: number,
  passes: (value: unknown) => boolean,
): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return false;
  return anyAt((value as Record<string, unknown>)[key], path, depth + 1, passes);
}

function testOf({ test }: AttributeTerm): (value: unknown) => boolean {
  switch (test.kind) {
    case "exists":
      return (value) => value !== null && value !== undefined;
    case "is": {
      const matches = matchPatterns(test.patterns);
      return (value) => {
        const text = textOf(value);
        return text !== null && matches(text);
      };
    }
    case "compares":
      return (value) => {
        const isNumber = typeof value === "number" || (typeof value === "string" && NUMBER.test(value));
        return isNumber && compares(Number(value), test.comparison, test.value);
      };
  }
}
