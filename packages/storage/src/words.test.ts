import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, wordsOf } from "./words.ts";

describe("wordsOf", () => {
  it.each<[string, string[]]>([
    ["", []],
    [" .,-", []],
    ["GET /api/users/42 took 3ms", ["get", "api", "users", "42", "took", "3ms"]],
    ["user_id=42 at 10.0.0.1", ["user_id", "42", "at", "10", "0", "1"]],
    ["a A a", ["a"]],
    ["Größe e\u0301t\u00e9 ٣٤", ["größe", "e\u0301t\u00e9", "٣٤"]],
    ["İstanbul ΟΔΟΣ", ["istanbul", "οδοσ"]],
    ["接続エラー:timeout", ["接続エラー", "timeout"]],
    ["a😀b 𝒜𝒷", ["a", "b", "𝒜𝒷"]],
    ["\ud800a\udc00", ["a"]],
  ])("of %s are %j", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it("takes the texts of a log together", () => {
    expect(wordsOf(["a b", "b c"])).toEqual(["a", "b", "c"]);
  });

  it("takes 256 words of 64 characters at most, and cuts no pair in two", () => {
    expect(wordsOf(Array.from({ length: 300 }, (_, at) => `w${at}`).join(" "))).toHaveLength(256);
    expect(wordsOf("x".repeat(65))).toEqual(["x".repeat(64)]);
    expect(wordsOf(`${"x".repeat(63)}𝒜`)).toEqual(["x".repeat(63)]);
  });

  it("agrees with what a pattern of Unicode says of words, for any text", () => {
    const letters = fc.constantFrom(
      "a",
      "Z",
      "_",
      "7",
      "é",
      "\u0301",
      "ß",
      "Ⅷ",
      "字",
      "𝒜",
      "𐐀",
      " ",
      "-",
      "😀",
      "\u00a0",
      "\ud83d",
      "\udc00",
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: letters, maxLength: 30 }), fc.string({ unit: "binary" })), (text) => {
        const runs = fold(text).match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
        expect(wordsOf(text)).toEqual([...new Set(runs)]);
      }),
      { numRuns: 3_000 },
    );
  });

  it("takes microseconds for a message", () => {
    const texts = Array.from(
      { length: 2_000 },
      (_, at) =>
        `GET /api/users/${at} answered 200 in ${at % 97} ms for user_id=${at * 7} plan=Gold cache miss on search_results shard ${at % 8} retry 0`,
    );
    for (const text of texts) wordsOf(text);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 10; round++) {
      const start = performance.now();
      for (const text of texts) wordsOf(text);
      best = Math.min(best, ((performance.now() - start) * 1_000) / texts.length);
    }
    // 1.4 µs when nothing else runs; loud on a shared machine.
    expect(best).toBeLessThan(10);
  });
});

describe("fold", () => {
  it("keeps every place where it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(fold(text)).toHaveLength(text.length);
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});
