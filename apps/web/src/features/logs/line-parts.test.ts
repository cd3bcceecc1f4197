import { describe, expect, it } from "vitest";
import type { LogLine } from "../../lib/trpc.ts";
import { attributeRows } from "./attribute-rows.ts";
import { displayOf, hiddenWith } from "./display.ts";
import { lineJson, lineText } from "./line-text.ts";

const line: LogLine = {
  id: 7,
  time: "2025-11-21T14:02:10.123Z",
  level: "error",
  message: "no answer",
  cutCharacters: 0,
  service: "shop",
  instance: "shop-1",
  release: "",
  environment: "",
  traceId: null,
  method: null,
  route: null,
  attributes: {},
  errors: [],
  marks: [[0, 2]],
};

describe("attributeRows", () => {
  it("names every value by its path, and by what it is searched for", () => {
    const { rows } = attributeRows({
      user: { id: 42, tags: ["a", "b"] },
      items: [{ sku: "x" }],
      none: null,
      empty: {},
    });
    expect(rows.map(({ path, name, value }) => [path, name, value])).toEqual([
      ["user.id", "user.id", "42"],
      ["user.tags[0]", "user.tags", "a"],
      ["user.tags[1]", "user.tags", "b"],
      ["items[0].sku", "items.sku", "x"],
      ["none", "none", "null"],
      ["empty", "empty", "{}"],
    ]);
  });

  it("is bounded, and says by how much", () => {
    const { rows, leftOut } = attributeRows({ list: Array.from({ length: 1_000 }, (_, at) => at) });
    expect(rows).toHaveLength(200);
    expect(leftOut).toBe(800);
  });
});

describe("a line as text", () => {
  it("stands as in a file, its causes below", () => {
    const errors = [
      { type: "TypeError", message: "x", stack: "TypeError: x\n    at a.ts:1" },
      { type: "Error", message: "y", stack: "" },
    ];
    expect(lineText({ ...line, traceId: "ab", errors })).toBe(
      "2025-11-21T14:02:10.123Z ERROR shop [ab] no answer\nTypeError: x\n    at a.ts:1\ncaused by Error: y",
    );
  });

  it("is JSON of what is known", () => {
    expect(JSON.parse(lineJson(line))).toEqual({
      id: 7,
      time: "2025-11-21T14:02:10.123Z",
      level: "error",
      message: "no answer",
      service: "shop",
      instance: "shop-1",
    });
  });
});

describe("what is shown", () => {
  it("is everything, and on a phone wrapped, until it is chosen otherwise", () => {
    expect(displayOf(undefined, undefined, false)).toMatchObject({ wrap: false, time: true, colours: true });
    expect(displayOf("time,trace,nonsense", undefined, true)).toMatchObject({ wrap: true, time: false, trace: false });
    expect(displayOf(undefined, "off", true).wrap).toBe(false);
  });

  it("goes into the URL as what is hidden", () => {
    const all = displayOf(undefined, undefined, false);
    expect(hiddenWith(all, "trace", false)).toBe("trace");
    expect(hiddenWith(displayOf("trace", undefined, false), "time", false)).toBe("time,trace");
    expect(hiddenWith(displayOf("trace", undefined, false), "trace", true)).toBeUndefined();
  });
});
