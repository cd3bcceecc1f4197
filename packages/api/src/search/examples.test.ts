import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { FIELDS } from "./fields.ts";
import { parseSearch } from "./parse.ts";

const page = await readFile(new URL("../../../../docs/search.md", import.meta.url), "utf8");

function section(title: string): string[] {
  return (page.split(/^## /m).find((part) => part.startsWith(title)) ?? "").split("\n");
}

const codesIn = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replaceAll("\\|", "|"));
const cells = (row: string) => row.split(/(?<!\\)\|/).map((cell) => cell.trim());
const rows = (title: string) =>
  section(title)
    .filter((line) => line.startsWith("|") && line.includes("`"))
    .map(cells);

describe("docs/search.md", () => {
  it("names every field of the catalogue, and no other", () => {
    const named = rows("Fields").flatMap(([, name]) => codesIn(name));
    expect(named.toSorted()).toEqual(Object.keys(FIELDS).toSorted());
  });

  it("shows only searches that can be read", () => {
    const examples = [
      ...rows("Fields").flatMap((row) => codesIn(row[3])),
      ...rows("Examples").flatMap((row) => codesIn(row[2])),
      ...rows("Text")
        .flatMap((row) => codesIn(row[1]))
        .filter((code) => code !== "/…/i"),
      ...rows("Putting").flatMap((row) => codesIn(row[1])),
    ];
    expect(examples.length).toBeGreaterThan(40);
    for (const example of examples) expect(() => parseSearch(example), example).not.toThrow();
  });
});

describe("the catalogue of fields", () => {
  it("has examples that ask for the field", () => {
    for (const [name, { examples }] of Object.entries(FIELDS)) {
      for (const example of examples) {
        expect(example, name).toMatch(new RegExp(`^-?${name}:`));
        expect(() => parseSearch(example), example).not.toThrow();
      }
    }
  });

  it("says which comparisons and wildcards are taken", () => {
    const takes = (search: string) => {
      try {
        parseSearch(search);
        return true;
      } catch {
        return false;
      }
    };
    for (const [name, { compares, wildcards }] of Object.entries(FIELDS)) {
      const value = { level: "warn", status: "500", duration: "1s" }[name] ?? "4b";
      expect(takes(`${name}:>=${value}`), name).toBe(compares);
      if (wildcards) expect(takes(`${name}:*`), name).toBe(true);
    }
  });
});
