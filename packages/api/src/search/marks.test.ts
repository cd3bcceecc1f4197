import { describe, expect, it } from "vitest";
import { marksOf } from "./marks.ts";
import { parseSearch } from "./parse.ts";

const marked = (source: string, text: string) =>
  marksOf(parseSearch(source), text)
    .toReversed()
    .reduce((all, [start, end]) => `${all.slice(0, start)}[${all.slice(start, end)}]${all.slice(end)}`, text);

describe("marksOf", () => {
  it.each([
    ["timeout", "Timeout after timeouts: TIMEOUT", "[Timeout] after timeouts: [TIMEOUT]"],
    ["time*", "Timeout, time", "[Time]out, [time]"],
    ['"out a"', "Timeout after", "Time[out a]fter"],
    ["/o+/", "foo bo", "f[oo] b[o]"],
    ["/O/i", "foo", "f[oo]"],
    ["/x*/", "axxb", "a[xx]b"],
    ["ab OR bc", "ab bc", "[ab] [bc]"],
    ['"ab" "bc"', "abc", "[abc]"],
    ["a -b", "a b", "[a] b"],
    ["-(a OR -b)", "a b", "a [b]"],
    ["level:warn service:shop", "warn shop", "warn shop"],
    ["", "anything", "anything"],
    ["dim", "İSTANBUL dim", "İSTANBUL [dim]"],
    ["istanbul", "x İstanbul", "x [İstanbul]"],
    ["😀", "a😀b", "a[😀]b"],
    ["/./", "😀", "[😀]"],
  ])("marks what %s finds in %s", (source, text, expected) => {
    expect(marked(source, text)).toBe(expected);
  });

  it("gives 100 marks at most", () => {
    expect(marksOf(parseSearch("a"), "a ".repeat(1_000))).toHaveLength(100);
    expect(marksOf(parseSearch("/a/"), "a ".repeat(1_000))).toHaveLength(100);
    expect(marksOf(parseSearch("a OR b"), "a b ".repeat(1_000))).toHaveLength(100);
  });
});
