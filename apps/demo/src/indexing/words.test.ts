import { expect, test } from "vitest";
import { wordsOf } from "./words.ts";

test.each([
  ["parseURLQuery", ["parseurlquery", "parse", "url", "query"]],
  ["max_age_2", ["max_age_2", "max", "age"]],
  ["plain", ["plain"]],
  ["x y", []],
  ["a1b2 + $scope", ["a1b2", "$scope"]],
  ["😀 ' | & !", []],
])("%s gives %j", (code, words) => {
  expect(wordsOf(code)).toEqual(words);
});

test("what no person typed is left out", () => {
  expect(wordsOf("a".repeat(41))).toEqual([]);
});

test("no word has a character with a meaning in a text search", () => {
  for (const word of wordsOf("don't a&b c|d e!f (g) h:i j\\k <-> naïve_Ünïcode")) expect(word).toMatch(/^[a-z0-9_$]+$/);
});
