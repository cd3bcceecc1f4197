import { describe, expect, it } from "vitest";
import {
  newSpanId,
  newTraceId,
  parseTraceParent,
  parseTraceState,
  RequestScope,
  readTraceParent,
} from "./trace-context.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const PARENT = `00-${TRACE}-${SPAN}-01`;

describe("traceparent", () => {
  it.each([
    [PARENT, true],
    [`00-${TRACE}-${SPAN}-00`, false],
    [`00-${TRACE}-${SPAN}-03`, true],
    [`cc-${TRACE}-${SPAN}-01-anything-else`, true],
  ])("%s is valid", (header, sampled) => {
    expect(parseTraceParent(header)).toEqual({ traceId: TRACE, sampled });
  });

  it.each([
    "",
    ` ${PARENT}`,
    `${PARENT}-`,
    `${PARENT}0`,
    `ff-${TRACE}-${SPAN}-01`,
    `0-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01.x`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE}-${SPAN}-0g`,
    `${PARENT}, ${PARENT}`,
  ])("%s is not", (header) => {
    expect(parseTraceParent(header)).toBeUndefined();
  });

  it("is invalid when it came twice, and its tracestate may come in several headers", () => {
    expect(readTraceParent(["Traceparent", PARENT, "host", "x", "traceparent", PARENT])).toBeUndefined();
    expect(readTraceParent(["TRACEPARENT", PARENT, "TraceState", "a=1", "tracestate", "b=2"])).toEqual({
      traceId: TRACE,
      sampled: true,
      traceState: "a=1,b=2",
    });
    expect(readTraceParent(["tracestate", "a=1"])).toBeUndefined();
  });
});

describe("tracestate", () => {
  it.each([
    ["a=1", "a=1"],
    [" a=1 ,\tb=2\t", "a=1,b=2"],
    ["a=1,,b=2,", "a=1,b=2"],
    ["a=1,b=2,a=3", "a=1,b=2"],
    ["0a/b@c*d-e_f=x y", "0a/b@c*d-e_f=x y"],
    [`a=${"x".repeat(256)}`, `a=${"x".repeat(256)}`],
  ])("%s is passed on as %s", (header, passed) => {
    expect(parseTraceState(header)).toBe(passed);
  });

  it.each(["", "A=1", "a", "=1", "a=", "a=1=2", "a=é", `a=${"x".repeat(257)}`, `${"k".repeat(257)}=1`, "a b=1"])(
    "%s is not passed on",
    (header) => {
      expect(parseTraceState(header)).toBeUndefined();
    },
  );

  it("is not passed on with more than 32 members", () => {
    const members = Array.from({ length: 33 }, (_, i) => `k${i}=v`);
    expect(parseTraceState(members.slice(1).join(","))).toBeDefined();
    expect(parseTraceState(members.join(","))).toBeUndefined();
  });
});

describe("ids", () => {
  it("are unique and have their form", () => {
    const ids = new Set(Array.from({ length: 10_000 }, newTraceId));
    expect(ids.size).toBe(10_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(newSpanId()).toMatch(/^[0-9a-f]{16}$/);
  });

  it("a scope keeps its span, passes the sampled flag on, and marks its own traces as sampled", () => {
    const scope = new RequestScope({ traceId: TRACE, sampled: false, traceState: "a=1" });
    expect(scope.headers()).toEqual(scope.headers());
    expect(scope.headers().traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
    expect(scope.headers().tracestate).toBe("a=1");
    expect(new RequestScope(undefined).headers().traceparent).toMatch(/-01$/);
  });
});
