import { VigieError } from "@vigie/protocol";
import { textsOf } from "@vigie/storage";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstNotLive } from "./fields.ts";
import { marksOf } from "./marks.ts";
import { createMatcher } from "./match.ts";
import { parseSearch } from "./parse.ts";
import { printSearch } from "./print.ts";
import { attributePaths, type Search, type SearchableLog, termsOf } from "./search.ts";
import { requiredWords, wordsOf } from "./words.ts";

/** Few letters, so that searches and texts meet; with a mark, a digit of another script, a pair and letters whose case is odd. */
const letters = fc.constantFrom("a", "b", "B", "_", "1", "é", "e\u0301", "İ", "ς", "Σ", "٣", "𝒜", "字");
const breaks = fc.constantFrom(" ", ".", "-", "/", "=", ":", "😀");
const piece = fc.string({ unit: letters, minLength: 1, maxLength: 3 });
const text = fc.string({ unit: fc.oneof(letters, breaks), maxLength: 14 });
const phrase = fc
  .array(
    fc.oneof(
      piece,
      breaks.filter((char) => char !== " "),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => all.join(""));
const value = fc.oneof(
  piece,
  phrase,
  fc.constantFrom("*", "warn", "ERROR", "5xx", "404", "slow", "4bf9", "1.5s", "250"),
  text.map((inside) => `"${inside}"`),
  fc.tuple(piece, piece).map(([a, b]) => `${a}*${b}`),
  fc.tuple(piece, text).map(([a, b]) => `${a}"${b}"*`),
);
const field = fc
  .tuple(
    fc.constantFrom(
      "level",
      "service",
      "route",
      "method",
      "status",
      "duration",
      "trace",
      "error",
      "kept",
      "a.b",
      "@level",
    ),
    fc.constantFrom("", "", ">", ">=", "<", "="),
    fc.array(value, { minLength: 1, maxLength: 3 }),
  )
  .map(([name, sign, values]) => `${name}:${sign}${values.join(",")}`);
const freeText = fc.oneof(
  phrase,
  phrase.map((inside) => `${inside}*`),
  phrase.map((inside) => `*${inside}`),
  text.map((inside) => `"${inside}"`),
  fc.constantFrom("/a+b/", "/^[^a]/i", "/\\bb/", "/é|1$/i", "/(a|b)\\s/"),
);
const term = fc.oneof({ arbitrary: freeText, weight: 3 }, { arbitrary: field, weight: 1 });
const freeSearch = combined(freeText);
const anySearch = combined(term);

function combined(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ search: string }>((tie) => ({
    search: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.tuple(tie("search"), fc.constantFrom(" ", " AND ", " OR "), tie("search")).map((parts) => parts.join("")),
      tie("search").map((inside) => `(${inside})`),
      tie("search").map((inside) => `NOT ${inside}`),
      tie("search").map((inside) => `-(${inside})`),
    ),
  })).search;
}

function parsed(source: string): Search | null {
  try {
    return parseSearch(source);
  } catch (error) {
    if (error instanceof VigieError && error.code === "SEARCH_INVALID") return null;
    throw error;
  }
}

const withoutPlaces = (search: Search): unknown =>
  JSON.parse(JSON.stringify(search, (key, inside) => (key === "offset" || key === "length" ? undefined : inside)));

const log = (parts: Partial<SearchableLog>): SearchableLog => ({
  level: "info",
  message: "",
  service: "shop",
  release: null,
  instance: "shop-1",
  environment: null,
  traceId: null,
  method: null,
  route: null,
  errors: [],
  attributes: {},
  ...parts,
});

describe("a search", () => {
  it("is read from any text, or refused with a place inside of it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), anySearch), (source) => {
        try {
          parseSearch(source);
        } catch (error) {
          if (!(error instanceof VigieError) || error.code !== "SEARCH_INVALID") throw error;
          const offset = Number(error.details.offset);
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(source.length);
          expect(Number(error.details.length)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is the same when it was written and read again", () => {
    let seen = 0;
    fc.assert(
      fc.property(anySearch, (source) => {
        const search = parsed(source);
        if (search === null) return;
        seen++;
        const printed = printSearch(search);
        expect(withoutPlaces(parseSearch(printed))).toEqual(withoutPlaces(search));
        expect(printSearch(parseSearch(printed))).toBe(printed);
      }),
      { numRuns: 3_000 },
    );
    expect(seen).toBeGreaterThan(500);
  });

  it("finds no log that lacks a word which it says to need", () => {
    let found = 0;
    fc.assert(
      fc.property(freeSearch, fc.array(text, { minLength: 1, maxLength: 3 }), (source, texts) => {
        const search = parsed(source);
        if (search === null) return;
        const candidate = log({ message: texts[0] ?? "", attributes: { rest: texts.slice(1) } });
        const words = new Set(wordsOf(textsOf(candidate)));
        const byWords = matchesByWords(search, words);
        const matches = createMatcher(search)(candidate);
        if (matches) {
          found++;
          expect(byWords).not.toBe(false);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(found).toBeGreaterThan(300);
  });

  it("marks a text that it finds, and nothing in one that it does not", () => {
    let marked = 0;
    fc.assert(
      fc.property(freeText, text, (source, message) => {
        const search = parsed(source);
        if (search === null) return;
        const marks = marksOf(search, message);
        const matches = createMatcher(search)(log({ message }));
        if (search.kind === "text") expect(marks.length > 0).toBe(matches);
        if (!matches) expect(marks).toEqual([]);
        let before = -1;
        for (const [start, end] of marks) {
          expect(start).toBeGreaterThan(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(message.length);
          before = end;
          marked++;
        }
      }),
      { numRuns: 3_000 },
    );
    expect(marked).toBeGreaterThan(200);
  });
});

/** What an index of words can tell: false when no log with these words can match, null when it has to be read. */
function matchesByWords(search: Search, words: ReadonlySet<string>): boolean | null {
  switch (search.kind) {
    case "and":
      return search.of.some((part) => matchesByWords(part, words) === false) ? false : null;
    case "or":
      return search.of.every((part) => matchesByWords(part, words) === false) ? false : null;
    case "text":
      return requiredWords(search).every((word) => words.has(word)) ? null : false;
    default:
      return null;
  }
}

describe("firstNotLive", () => {
  it.each([
    ["timeout level:error trace:4b route:/x user.id:4", null],
    ["timeout -(status:5xx OR duration:>1s)", "status"],
    ["a duration:>1s", "duration"],
    ["a NOT kept:slow", "kept"],
    ["statement:9c", "statement"],
  ])("of %s is %s", (source, expected) => {
    expect(firstNotLive(parseSearch(source))?.field ?? null).toBe(expected);
  });
});

describe("termsOf", () => {
  it("lists every term in the order of the text", () => {
    expect([...termsOf(parseSearch("a -(b OR level:warn) /r/"))].map((found) => found.kind)).toEqual([
      "text",
      "text",
      "level",
      "regex",
    ]);
  });
});

describe("attributePaths", () => {
  it("reads a dot as the end of a key, or as part of it", () => {
    expect(attributePaths("a.b.c")).toEqual([["a.b.c"], ["a", "b.c"], ["a.b", "c"], ["a", "b", "c"]]);
  });

  it("stays small for long names", () => {
    const paths = attributePaths(Array.from({ length: 400 }, (_, at) => `k${at}`).join("."));
    expect(paths.length).toBeLessThanOrEqual(32);
    expect(paths[1]).toHaveLength(400);
    expect(paths[2]?.[0]).toBe("k0");
    expect(paths[3]?.[0]).toBe("k0.k1");
  });
});
