import { openStore, type Store } from "@vigie/storage";
import { createDatabase } from "@vigie/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasAttribute, holdsText, looksLike } from "./conditions.ts";
import { matchAttribute } from "./match-attribute.ts";
import { matchPatterns } from "./match-pattern.ts";
import { parseSearch } from "./parse.ts";
import type { AttributeTerm } from "./search.ts";
import { findText } from "./texts.ts";
import { fold, isWordAt } from "./words.ts";

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

const char = fc.constantFrom(..."abBk_1.-% \\é", "É", "e\u0301", "İ", "i", "ς", "Σ", "K", "٣", "字", "𝒜", "😀");

describe("what is stored is found as what is live", () => {
  it("by text", async () => {
    const text = fc.string({ unit: char, maxLength: 10 });
    const needle = fc.string({ unit: char, minLength: 1, maxLength: 3 });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        needle,
        fc.boolean(),
        fc.boolean(),
        fc.array(text, { minLength: 8, maxLength: 8 }),
        async (part, start, end, texts) => {
          const term = {
            kind: "text" as const,
            text: part,
            wordStart: start && isWordAt(part, 0),
            wordEnd: end && isWordAt(part, part.length - 1),
            offset: 0,
            length: part.length,
          };
          const { sql } = store;
          const rows = await sql<{ holds: boolean }[]>`
          SELECT ${holdsText(sql, sql`text`, term)} AS holds FROM unnest(${texts}::text[]) WITH ORDINALITY AS given (text, n) ORDER BY n`;
          const live = texts.map((one) => findText(fold(one), fold(part), term) !== -1);
          found += live.filter(Boolean).length;
          expect(
            rows.map(({ holds }) => holds),
            JSON.stringify({ term, texts }),
          ).toEqual(live);
        },
      ),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it("by pattern", async () => {
    const piece = fc.string({ unit: fc.constantFrom("a", "b", "%", "_", "\\"), maxLength: 2 });
    const patterns = fc.array(fc.array(piece, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 });
    const values = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "%", "_", "\\"), maxLength: 4 }), {
      minLength: 8,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(patterns, values, async (given, texts) => {
        const { sql } = store;
        const rows = await sql<{ like: boolean }[]>`
          SELECT ${looksLike(sql, sql`text`, given)} AS like FROM unnest(${texts}::text[]) WITH ORDINALITY AS given (text, n) ORDER BY n`;
        expect(rows.map(({ like }) => like)).toEqual(texts.map(matchPatterns(given)));
      }),
      { numRuns: 300 },
    );
  });

  it("by attribute", async () => {
    const scalar = fc.constantFrom<unknown>("x", "12", "-3.5", 12, 0.5, true, null, "", "a.b");
    const key = fc.constantFrom("a", "b", "a.b", "c");
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        scalar,
        fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
        fc.array(tie("value"), { maxLength: 3 }),
      ),
    }));
    const attributes = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
    const term = fc
      .tuple(
        fc.constantFrom("a", "b", "a.b", "a.b.c", "b.a.b"),
        fc.constantFrom("*", "x", "12", "1*", "true", '""', "a.b,x", ">1", "<=0.5", ">=12", "<0"),
      )
      .map((parts) => parseSearch(parts.join(":")) as AttributeTerm);
    let found = 0;
    await fc.assert(
      fc.asyncProperty(term, fc.array(attributes, { minLength: 8, maxLength: 8 }), async (asked, all) => {
        const { sql } = store;
        const rows = await sql<{ has: boolean }[]>`
          SELECT ${hasAttribute(sql, sql`attributes`, asked)} AS has
          FROM unnest(${all.map((one) => JSON.stringify(one))}::jsonb[]) WITH ORDINALITY AS given (attributes, n) ORDER BY n`;
        const live = all.map((one) => matchAttribute(asked)({ attributes: one }));
        found += live.filter(Boolean).length;
        expect(
          rows.map(({ has }) => has),
          JSON.stringify({ asked, all }),
        ).toEqual(live);
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });
});
