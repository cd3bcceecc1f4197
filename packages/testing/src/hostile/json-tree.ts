/**
 * JSON as it is written rather than as it is meant: keys may repeat, `__proto__` is a key like any other, and any text can stand
 * where a value belongs.
 */
export type JsonTree = { text: string } | { items: JsonTree[] } | { entries: [key: string, value: JsonTree][] };

/** What JSON.stringify would write, as a tree. */
export function treeOf(value: unknown): JsonTree {
  if (Array.isArray(value)) return { items: value.map(treeOf) };
  if (typeof value !== "object" || value === null) return { text: JSON.stringify(value) ?? "null" };
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return { entries: entries.map(([key, part]) => [key, treeOf(part)]) };
}

export function writeTree(tree: JsonTree): string {
  if ("text" in tree) return tree.text;
  if ("items" in tree) return `[${tree.items.map(writeTree).join(",")}]`;
  return `{${tree.entries.map(([key, part]) => `${JSON.stringify(key)}:${writeTree(part)}`).join(",")}}`;
}

/** Somewhere in a tree: what stands there, and how to put something else there. */
export interface Place {
  tree: JsonTree;
  replace: (by: JsonTree) => void;
}

/** Every place but the whole. */
export function placesIn(tree: JsonTree): Place[] {
  const places: Place[] = [];
  const visit = (one: JsonTree): void => {
    if ("items" in one) {
      one.items.forEach((item, i) => {
        places.push({ tree: item, replace: (by) => void one.items.splice(i, 1, by) });
        visit(item);
      });
    } else if ("entries" in one) {
      for (const entry of one.entries) {
        places.push({ tree: entry[1], replace: (by) => void entry.splice(1, 1, by) });
        visit(entry[1]);
      }
    }
  };
  visit(tree);
  return places;
}
