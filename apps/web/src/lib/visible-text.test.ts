import { describe, expect, it } from "vitest";
import { textRuns, visibleText } from "./visible-text.ts";

describe("visibleText", () => {
  it("leaves what can be seen as it is, in any script", () => {
    for (const text of ["/users/:id", '<script>alert("1")</script>', "/café/名前/🦊", "/שלום/سلام", "a  b"])
      expect(visibleText(text)).toBe(text);
  });

  it("writes what turns the text around it, or hides in it, as an escape", () => {
    expect(visibleText("/a\u202egnp.exe")).toBe("/a\\u202egnp.exe");
    expect(visibleText("\u2066x\u2069\u200f\u061c")).toBe("\\u2066x\\u2069\\u200f\\u061c");
    expect(visibleText("pay\u200bpal\u00ad\ufeff")).toBe("pay\\u200bpal\\u00ad\\ufeff");
    expect(visibleText("\u{e0041}")).toBe("\\u{e0041}");
    expect(visibleText("\u2028\u3164")).toBe("\\u2028\\u3164");
  });

  it("writes control characters and halves of surrogate pairs as escapes", () => {
    expect(visibleText("\u001b[31mred\u0007\u009b\u007f")).toBe("\\u001b[31mred\\u0007\\u009b\\u007f");
    expect(visibleText("a\nb\tc\rd\0")).toBe("a\\nb\\tc\\rd\\u0000");
    expect(visibleText("\ud83d!")).toBe("\\ud83d!");
  });
});

describe("textRuns", () => {
  it("tells escapes from text that merely looks like one", () => {
    expect(textRuns("\\u202e\u202eb")).toEqual([
      { text: "\\u202e", isEscape: false },
      { text: "\\u202e", isEscape: true },
      { text: "b", isEscape: false },
    ]);
  });

  it("keeps the layout of several lines, and nothing else", () => {
    expect(textRuns("a\r\n\tb\n\u202ec", true)).toEqual([
      { text: "a\n\tb\n", isEscape: false },
      { text: "\\u202e", isEscape: true },
      { text: "c", isEscape: false },
    ]);
    expect(textRuns("", true)).toEqual([]);
  });
});
