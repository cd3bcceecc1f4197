import { openStore, type Store } from "@vigie/storage";
import { createDatabase } from "@vigie/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toPostgresRegex } from "./postgres-regex.ts";
import { checkRegex, compileRegex } from "./regex.ts";

let database: Awaited<ReturnType<typeof createDatabase>>;
let store: Store;

beforeAll(async () => {
  database = await createDatabase({ isEmpty: true });
  store = await openStore({ url: database.url });
});

afterAll(async () => {
  await store?.close();
  await database?.[Symbol.asyncDispose]();
});

async function postgresFinds(source: string, flags: "" | "i", texts: readonly string[]): Promise<boolean[]> {
  const written = toPostgresRegex(source, flags);
  const { sql } = store;
  const rows = await sql<{ found: boolean }[]>`
    SELECT text ~ ${written} AS found FROM unnest(${[...texts]}::text[]) WITH ORDINALITY AS given (text, n) ORDER BY n`;
  return rows.map((row) => row.found);
}

async function expectAgreement(source: string, flags: "" | "i", texts: readonly string[]): Promise<boolean[]> {
  const regex = compileRegex({ source, flags });
  const live = texts.map((text) => regex.test(text));
  const stored = await postgresFinds(source, flags, texts);
  expect(stored, `/${source}/${flags} on ${JSON.stringify(texts)} as ${toPostgresRegex(source, flags)}`).toEqual(live);
  return live;
}

const TEXTS = [
  "",
  "a",
  "A",
  "ab",
  "aab",
  "b1",
  "é",
  "É",
  "aé",
  "éa b",
  "a\nb",
  "b\na",
  "a.b",
  "[a]",
  "a-b_c",
  "٣",
  "K",
  "\u212a",
  "ſ",
  "Σς",
  "straße",
  "İi",
  "😀a",
  "a\\b",
  "\t",
  "x{2}",
  "ααΩ",
  "{,5}",
  "\u00a0",
  "ǅ",
];

describe("a regular expression", () => {
  it.each<[string, "" | "i"]>([
    ["", ""],
    ["a", ""],
    ["A", "i"],
    ["k", "i"],
    ["[k-l]", "i"],
    ["[^k]", "i"],
    ["s", "i"],
    ["σ", "i"],
    ["ω", "i"],
    ["ß", "i"],
    ["ǆ", "i"],
    ["İ", "i"],
    ["^a$", ""],
    ["(?m)^a$", ""],
    ["(?m)^b$", ""],
    ["\\Ab\\z", ""],
    ["a.b", ""],
    ["(?s)a.b", ""],
    ["(?s:a.)b", ""],
    ["a[^x]b", ""],
    ["\\bb", ""],
    ["a\\b", ""],
    ["\\Ba", ""],
    ["\\Bb\\B", ""],
    ["\\ba\\b", ""],
    ["(?:\\b)*a", ""],
    ["(?:^)*a", ""],
    ["(?:^|b)+\\n?a", ""],
    ["^*", ""],
    ["\\d", ""],
    ["\\D", ""],
    ["\\w", ""],
    ["\\w", "i"],
    ["\\W", ""],
    ["\\W", "i"],
    ["^\\W+$", "i"],
    ["\\s", ""],
    ["\\S", ""],
    ["[\\s\\d]", ""],
    ["[^\\s\\S]", ""],
    ["[\\D]", ""],
    ["[[:alpha:]]", ""],
    ["[[:^alpha:]_]", ""],
    ["[[:word:]-]", ""],
    ["[]a]", ""],
    ["[^]a]", ""],
    ["[a\\]]", ""],
    ["[.-]", ""],
    ["[-b]", ""],
    ["[a\\-b]", ""],
    ["[[.a.]]", ""],
    ["\\pL", ""],
    ["^\\PL+$", ""],
    ["\\p{Lu}", ""],
    ["\\p{Lu}", "i"],
    ["\\p{^Lu}", ""],
    ["\\P{^Lu}", ""],
    ["\\p{Greek}", ""],
    ["[^\\p{Greek}\\n]", ""],
    ["\\x41", ""],
    ["\\x{1F600}", ""],
    ["\\101", ""],
    ["\\x00", ""],
    ["[\\x00-\\x{10FFFF}]", ""],
    ["[^\\x00]", ""],
    ["\\x{D800}", ""],
    ["[\\x{D7FF}-\\x{E000}]", ""],
    ["\\Qa.b\\E", ""],
    ["\\Qa\\E+b", ""],
    ["\\Q[a]", ""],
    ["(?i)A(?-i)b", ""],
    ["(?i:A)b", ""],
    ["(?i:A)B", ""],
    ["a|", ""],
    ["|b", ""],
    ["^(?:a||b)$", ""],
    ["()", ""],
    ["(?:)*a", ""],
    ["(?P<first>a)b", ""],
    ["(?<first>a)b", ""],
    ["a{2}b", ""],
    ["a{2,}b", ""],
    ["^a{1,2}b$", ""],
    ["a{0}b", ""],
    ["x{,5}", ""],
    ["x\\{2}", ""],
    ["{,5}", ""],
    ["a*?b", ""],
    ["(?U)a+b", ""],
    ["a??", ""],
    ["(a*)*b", ""],
    ["(a+)+$", ""],
    ["***:a", ""],
    ["\\/", ""],
    ["\\-", ""],
    ["\\a|\\f|\\t|\\v", ""],
    ["(?i)straSSe", ""],
  ])("/%s/%s finds the same in Postgres as live", async (source, flags) => {
    let taken = true;
    try {
      compileRegex({ source, flags });
    } catch {
      taken = false;
    }
    if (taken) await expectAgreement(source, flags, TEXTS);
    else expect(source).toMatch(/^\*|\[\[\.|D800/);
  });

  it("does so for whatever can be written", async () => {
    const atom = fc.constantFrom(
      ...[
        "a",
        "b",
        "A",
        "é",
        "1",
        " ",
        "_",
        "-",
        ".",
        "^",
        "$",
        "\\b",
        "\\B",
        "\\w",
        "\\W",
        "\\d",
        "\\s",
        "\\S",
        "\\A",
        "\\z",
      ],
      ...[
        "[ab]",
        "[^a]",
        "[^\\w]",
        "[a-cÀ-Ý]",
        "[\\W1]",
        "\\pL",
        "\\P{Lu}",
        "\\n",
        "\\.",
        "(?i)",
        "(?s)",
        "(?m)",
        "(?-i)",
      ],
    );
    const repetition = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?");
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        fc.tuple(atom, repetition).map((parts) => parts.join("")),
        fc.tuple(tie("expression"), tie("expression")).map((parts) => parts.join("")),
        fc.tuple(tie("expression"), tie("expression")).map((parts) => parts.join("|")),
        fc
          .tuple(fc.constantFrom("(", "(?:", "(?i:", "(?s:", "(?m:", "(?-i:"), tie("expression"), repetition)
          .map(([open, inside, times]) => `${open}${inside})${times}`),
      ),
    }));
    const texts = fc.array(
      fc.string({
        unit: fc.constantFrom("a", "b", "A", "B", "é", "É", "1", " ", "\n", "_", "-", ".", "字", "😀"),
        maxLength: 6,
      }),
      { minLength: 5, maxLength: 12 },
    );
    let taken = 0;
    let found = 0;
    await fc.assert(
      fc.asyncProperty(expression, fc.constantFrom("" as const, "i" as const), texts, async (source, flags, some) => {
        try {
          checkRegex(source, flags, { offset: 0, length: source.length });
        } catch {
          return;
        }
        taken++;
        if ((await expectAgreement(source, flags, some)).includes(true)) found++;
      }),
      { numRuns: 1_500 },
    );
    expect(taken).toBeGreaterThan(500);
    expect(found).toBeGreaterThan(200);
  });
});
