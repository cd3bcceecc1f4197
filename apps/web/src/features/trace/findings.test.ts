import { expect, test } from "vitest";
import type { Span, Trace } from "../../lib/trpc.ts";
import { type Finding, findingsOf } from "./findings.ts";

function sql(id: string, durationMs: number, error: string | null = null): Span {
  const statement = { fingerprint: id, text: `select ${id}` };
  return {
    id,
    parentId: "get",
    kind: "sql",
    name: id,
    startMs: 0,
    durationMs,
    service: "shop",
    statement,
    error,
  } as Span;
}

const whole = (error: string | null): Span => ({ ...sql("get", 1000, error), kind: "request", statement: null });

function found(changes: Partial<Trace>): string[] {
  const trace = { durationMs: 1000, requests: [], spans: [], repeated: [], ...changes } as unknown as Trace;
  return findingsOf(trace).map(named);
}

function named(finding: Finding): string {
  switch (finding.kind) {
    case "error":
      return `error ${finding.error.type}`;
    case "failed":
      return `failed ${finding.span.id}`;
    case "repeated":
      return `repeated ${finding.statement.fingerprint}`;
    case "slow":
      return `slow ${finding.span.id} ${finding.share}`;
  }
}

const repeated = (fingerprint: string, calls: number, totalMs: number) =>
  ({ fingerprint, calls, totalMs, text: "", share: totalMs / 1000, service: "shop" }) as Trace["repeated"][number];

test("nothing is said of a request of which nothing is worth saying", () => {
  expect(found({ spans: [whole(null), sql("a", 100)], repeated: [repeated("a", 4, 900)] })).toEqual([]);
});

test("the error, failed steps with statements before others, loops by their time, the slow statement", () => {
  const requests = [{ error: { type: "TypeError" } }, { error: null }] as Trace["requests"];
  const step: Span = { ...sql("step", 1, "boom"), kind: "own", statement: null };
  expect(
    found({
      requests,
      spans: [whole("boom"), step, sql("bad", 1, "syntax error"), sql("slow", 300), sql("fast", 10)],
      repeated: [repeated("x", 5, 10), repeated("y", 12, 340)],
    }),
  ).toEqual(["error TypeError", "failed bad", "failed step", "repeated y", "repeated x", "slow slow 0.3"]);
});

test("a statement is told once: as a loop, or as a failure, not as slow beside it", () => {
  expect(found({ spans: [sql("x", 800)], repeated: [repeated("x", 6, 900)] })).toEqual(["repeated x"]);
  expect(found({ spans: [sql("x", 800, "timeout")] })).toEqual(["failed x"]);
});

test("half of a moment is no slow statement", () => {
  expect(found({ durationMs: 4, spans: [sql("x", 2)] })).toEqual([]);
});

test("many failures are left to the waterfall", () => {
  expect(found({ spans: ["a", "b", "c", "d"].map((id) => sql(id, 1, "boom")) })).toHaveLength(3);
});
