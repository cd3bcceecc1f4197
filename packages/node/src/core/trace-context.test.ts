import { describe, expect, it } from "vitest";
import { RequestScope } from "./request-scope.ts";
import {
  newSpanId,
  newTraceId,
  parseTraceParent,
  parseTraceState,
  readTraceParent,
  TraceParent,
} from "./trace-context.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const PARENT = `00-${TRACE}-${SPAN}-01`;

describe("traceparent", () => {
  it.each([
    ["version 00", PARENT, 1],
    ["not sampled", `00-${TRACE}-${SPAN}-00`, 0],
    ["sampled and random", `00-${TRACE}-${SPAN}-03`, 3],
    ["random alone", `00-${TRACE}-${SPAN}-02`, 2],
    ["flags that nobody knows are zero", `00-${TRACE}-${SPAN}-fd`, 1],
    ["a later version as long as this one", `cc-${TRACE}-${SPAN}-01`, 1],
    ["a later version with more behind a dash", `01-${TRACE}-${SPAN}-01-anything-else`, 1],
    ["a later version with nothing behind a dash", `01-${TRACE}-${SPAN}-01-`, 1],
    ["white space around it", `\t ${PARENT} \t`, 1],
  ])("%s is valid: %j", (_rule, header, flags) => {
    expect(parseTraceParent(header)).toEqual({ traceId: TRACE, spanId: SPAN, flags });
  });

  it.each([
    ["an empty one", ""],
    ["version 00 with a dash behind it", `${PARENT}-`],
    ["version 00 with more behind a dash", `${PARENT}-what-the-future-will-be-like`],
    ["version 00 with more behind it", `${PARENT}.`],
    ["white space within", `00-${TRACE} -${SPAN}-01`],
    ["version ff", `ff-${TRACE}-${SPAN}-01`],
    ["version ff with more", `ff-${TRACE}-${SPAN}-01-x`],
    ["a version of one digit", `0-${TRACE}-${SPAN}-01`],
    ["a version of three digits", `000-${TRACE}-${SPAN}-01`],
    ["a version that is no number", `.0-${TRACE}-${SPAN}-01`],
    ["a version in upper case", `CC-${TRACE}-${SPAN}-01`],
    ["a later version with more, but no dash", `cc-${TRACE}-${SPAN}-01.x`],
    ["a later version that is too short", `cc-${TRACE}-${SPAN}`],
    ["a trace id in upper case", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["a trace id of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["a trace id with another character", `00-.${TRACE.slice(1)}-${SPAN}-01`],
    ["a trace id that is too long", `00-${TRACE}0-${SPAN}-01`],
    ["a trace id that is too short", `00-${TRACE.slice(1)}-${SPAN}-01`],
    ["a parent id of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["a parent id in upper case", `00-${TRACE}-${SPAN.toUpperCase()}-01`],
    ["a parent id that is too long", `00-${TRACE}-${SPAN}0-01`],
    ["a parent id that is too short", `00-${TRACE}-${SPAN.slice(1)}-01`],
    ["flags that are no number", `00-${TRACE}-${SPAN}-0g`],
    ["flags of one digit", `00-${TRACE}-${SPAN}-1`],
    ["flags of three digits", `00-${TRACE}-${SPAN}-001`],
    ["two in one header", `${PARENT}, ${PARENT}`],
  ])("%s is not: %j", (_rule, header) => {
    expect(parseTraceParent(header)).toBeUndefined();
  });

  it("is found by its name in any case, and invalid when it came twice", () => {
    expect(readTraceParent(["host", "x", "TrAcEpArEnT", PARENT])?.traceId).toBe(TRACE);
    expect(readTraceParent(["Traceparent", PARENT, "host", "x", "traceparent", PARENT])).toBeUndefined();
    expect(readTraceParent(["trace-parent", PARENT, "trace.parent", PARENT])).toBeUndefined();
  });
});

describe("tracestate", () => {
  it("of several headers is one list, in their order", () => {
    const state = (...values: string[]) =>
      readTraceParent(["traceparent", PARENT, ...values.flatMap((value) => ["TraceState", value])])?.traceState;
    expect(state("foo=1,bar=2", "rojo=1,congo=2", "baz=3")).toBe("foo=1,bar=2,rojo=1,congo=2,baz=3");
    expect(state("", "foo=1", "")).toBe("foo=1");
    expect(state("foo=1", "foo=2")).toBe("foo=1");
  });

  it("is nothing without a valid traceparent, and takes nothing from one when it is wrong", () => {
    expect(readTraceParent(["tracestate", "a=1"])).toBeUndefined();
    expect(readTraceParent(["traceparent", `${PARENT}-`, "tracestate", "a=1"])).toBeUndefined();
    const parent = readTraceParent(["traceparent", PARENT, "tracestate", "A=1"]);
    expect(parent).toMatchObject({ traceId: TRACE, spanId: SPAN, flags: 1, traceState: undefined });
  });

  it.each([
    ["one member", "a=1", "a=1"],
    ["white space around members goes", " a=1 ,\tb=2\t", "a=1,b=2"],
    ["empty members go", "a=1,, ,b=2,", "a=1,b=2"],
    ["of one key the first stays", "a=1,b=2,a=3", "a=1,b=2"],
    ["the order stays", "z=1,a=2,m=3", "z=1,a=2,m=3"],
    ["keys begin with a digit, too, and have _ - * / @", "0a/b@c*d-e_f=x", "0a/b@c*d-e_f=x"],
    ["values begin with spaces and have some within", "a=  x y", "a=  x y"],
    ["a key of 256 characters", `${"k".repeat(256)}=1`, `${"k".repeat(256)}=1`],
    ["a value of 256 characters", `a=${"x".repeat(256)}`, `a=${"x".repeat(256)}`],
  ])("%s: %j is passed on as %j", (_rule, header, passed) => {
    expect(parseTraceState(header)).toBe(passed);
  });

  it("takes every character that a value may have", () => {
    const characters = Array.from({ length: 0x7e - 0x20 + 1 }, (_, i) => String.fromCharCode(0x20 + i));
    const value = characters.filter((character) => character !== "," && character !== "=").join("");
    expect(parseTraceState(`a=${value}`)).toBe(`a=${value}`);
  });

  it.each([
    ["an empty one", ""],
    ["white space alone", " \t"],
    ["a key in upper case", "A=1"],
    ["a key with a dot", "foo.bar=1"],
    ["a key with a space", "foo =1"],
    ["a key that begins with another sign", "@foo=1,bar=2"],
    ["no key", "=1"],
    ["no equals sign", "a"],
    ["no value", "a=,b=3"],
    ["a value with an equals sign", "a=1=2"],
    ["a value that is not ASCII", "a=é"],
    ["a value with a tab within", "a=1\t2"],
    ["a key that is too long", `b=1,${"k".repeat(257)}=1`],
    ["a value that is too long", `b=1,a=${"x".repeat(257)}`],
  ])("%s is not passed on: %j", (_rule, header) => {
    expect(parseTraceState(header)).toBeUndefined();
  });

  it("has at most 32 members", () => {
    const members = Array.from({ length: 33 }, (_, i) => `k${i}=v`);
    expect(parseTraceState(members.slice(1).join(","))).toBe(members.slice(1).join(","));
    expect(parseTraceState(members.join(","))).toBeUndefined();
  });

  it("is passed on whole up to 2,048 characters; then whole members go, long ones first, from the end", () => {
    const member = (key: string, length: number) => `${key}=${"v".repeat(length - key.length - 1)}`;
    const fits = Array.from({ length: 20 }, (_, i) => member(`k${i}`, 101)).join(",");
    expect(fits.length).toBe(2_039);
    expect(parseTraceState(fits)).toBe(fits);
    const long = [member("a", 200), member("b", 129), member("c", 128), member("d", 250), fits].join(",");
    // The long ones a, b and d go; the 1 + 20 others are still too many: the last goes.
    const left = [member("c", 128), ...fits.split(",").slice(0, -2)].join(",");
    expect(parseTraceState(long)).toBe(left);
    // One long member too much, of two: the last of them.
    const two = [member("a", 200), member("b", 200), ...fits.split(",").slice(0, 18)].join(",");
    expect(parseTraceState(two)).toBe([member("a", 200), ...fits.split(",").slice(0, 18)].join(","));
  });
});

describe("ids", () => {
  it("are unique and have their form", () => {
    const ids = new Set(Array.from({ length: 10_000 }, newTraceId));
    expect(ids.size).toBe(10_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    const spans = new Set(Array.from({ length: 10_000 }, newSpanId));
    expect(spans.size).toBe(10_000);
    for (const id of spans) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it("of a request stay, and are those of its headers, with the caller's flags and state", () => {
    const scope = new RequestScope(new TraceParent(TRACE, SPAN, 2, "a=1"));
    expect(scope.spanId).toBe(scope.spanId);
    expect(scope.headers(scope.spanId)).toEqual({ traceparent: `00-${TRACE}-${scope.spanId}-02`, tracestate: "a=1" });
  });

  it("of a trace that begins here are random, and said to be", () => {
    const scope = new RequestScope(undefined);
    expect(scope.headers(SPAN)).toEqual({ traceparent: `00-${scope.traceId}-${SPAN}-03` });
  });
});
