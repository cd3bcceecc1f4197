import { describe, expect, it } from "vitest";
import { parseSearch } from "./parse.ts";
import { requiredWords } from "./words.ts";

describe("requiredWords", () => {
  it.each<[string, string[]]>([
    ["timeout", ["timeout"]],
    ["TimeOut", ["timeout"]],
    ["user_id=42", ["user_id", "42"]],
    ["user_id=4*", ["user_id"]],
    ["*er_id=42", ["42"]],
    ["time*", []],
    ["*time", []],
    ["*time*", []],
    ["/api/users", ["api", "users"]],
    ["/api/users*", ["api"]],
    ['"failed to connect"', ["to"]],
    ['" failed "', ["failed"]],
    ['"failed"', []],
    ["x".repeat(70), ["x".repeat(64)]],
    ["=>", []],
  ])("of %s are %j", (source, words) => {
    const term = parseSearch(source);
    if (term.kind !== "text") throw new Error(`${source} is no text`);
    expect(requiredWords(term)).toEqual(words);
  });
});
