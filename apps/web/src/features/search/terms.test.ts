import { describe, expect, it } from "vitest";
import { levelsOf, toggledLevels, withLevels } from "./levels.ts";
import { piecesOf, termFor, traceOf, withoutTerm, withTerm } from "./terms.ts";

const texts = (query: string) => piecesOf(query).map(({ text }) => text);

describe("piecesOf", () => {
  it("keeps together what quotes, parentheses and regular expressions hold together", () => {
    expect(texts('a  service:"my shop" -route:/health (x OR level:error) /time d out/i')).toEqual([
      "a",
      'service:"my shop"',
      "-route:/health",
      "(x OR level:error)",
      "/time d out/i",
    ]);
    expect(texts('"say \\"level:error\\" twice" b')).toEqual(['"say \\"level:error\\" twice"', "b"]);
  });

  it("takes a path for a word, and what does not close as the rest", () => {
    expect(texts("/users/:id b")).toEqual(["/users/:id", "b"]);
    expect(texts('a "b level:error')).toEqual(["a", '"b level:error']);
  });
});

describe("terms", () => {
  it("are quoted where they need it", () => {
    expect(termFor("route", "/users/:id", "field")).toBe("route:/users/:id");
    expect(termFor("user.name", 'Ann "A" Lee', "attribute")).toBe('user.name:"Ann \\"A\\" Lee"');
    expect(termFor("note", ">5", "attribute")).toBe('note:">5"');
    expect(termFor("a", "x*", "attribute")).toBe('a:"x*"');
    expect(termFor("a", "x,y", "attribute")).toBe('a:"x,y"');
  });

  it("tell an attribute from the field of the same name, and leave what cannot be written", () => {
    expect(termFor("status", "paid", "attribute")).toBe("@status:paid");
    expect(termFor("a b", "c", "attribute")).toBeNull();
    expect(termFor("a", "", "attribute")).toBeNull();
  });

  it("are added once, turned around and taken away", () => {
    expect(withTerm("boom", "trace:4bf9")).toBe("boom trace:4bf9");
    expect(withTerm("boom trace:4bf9", "trace:4bf9")).toBe("boom trace:4bf9");
    expect(withTerm("service:a boom", "service:a", true)).toBe("boom -service:a");
    expect(withTerm("-service:a", "service:a")).toBe("service:a");
    expect(withoutTerm("a trace:4bf9 b", "trace:4bf9")).toBe("a b");
  });

  it("stay outside of alternatives, and leave what NOT stands before", () => {
    expect(withTerm("a OR b", "c")).toBe("(a OR b) c");
    expect(withoutTerm("NOT a", "a")).toBe("NOT a");
    expect(withoutTerm("a OR b", "a")).toBe("a OR b");
  });
});

it("finds the trace that a search is limited to", () => {
  const id = "4bf92f3577b34da6a3ce929d0e0e4736";
  expect(traceOf(`boom trace:${id}`)).toBe(id);
  expect(traceOf(`boom -trace:${id}`)).toBeNull();
  expect(traceOf(`trace:${id} OR boom`)).toBeNull();
  expect(traceOf("trace:4bf9")).toBeNull();
});

describe("levels", () => {
  it("are read from a search in each of its ways", () => {
    expect(levelsOf("boom")).toHaveLength(6);
    expect(levelsOf("level:>=warn boom")).toEqual(["warn", "error", "fatal"]);
    expect(levelsOf("level:<info")).toEqual(["trace", "debug"]);
    expect(levelsOf("level:error,info")).toEqual(["info", "error"]);
    expect(levelsOf("level:loud")).toBeNull();
    expect(levelsOf("a OR level:error")).toBeNull();
    expect(levelsOf('"level:error"')).toHaveLength(6);
  });

  it("are written the short way, in place of what stood there", () => {
    expect(withLevels("boom level:info x", ["fatal", "error", "warn"])).toBe("boom x level:>=warn");
    expect(withLevels("", ["info", "error"])).toBe("level:info,error");
    expect(withLevels("boom level:info", [])).toBe("boom");
    expect(withLevels("a OR b", ["fatal"])).toBe("(a OR b) level:fatal");
  });

  it("begin with one alone", () => {
    expect(toggledLevels(levelsOf(""), "error")).toEqual(["error"]);
    expect(toggledLevels(["error"], "fatal")).toEqual(["error", "fatal"]);
    expect(toggledLevels(["error"], "error")).toEqual([]);
  });
});
