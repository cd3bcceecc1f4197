import { describe, expect, test } from "vitest";
import type { LogLine, Span, Trace, TraceRequest } from "../../lib/trpc.ts";
import { waterfallRows } from "./waterfall.ts";

const BEGAN = "2026-11-21T14:00:00.000Z";

function span(
  id: string,
  parentId: string | null,
  [startMs, endMs]: [number, number],
  changes: Partial<Span> = {},
): Span {
  return {
    id,
    parentId,
    kind: "sql",
    name: id,
    startMs,
    durationMs: endMs - startMs,
    service: "shop",
    statement: null,
    error: null,
    attributes: {},
    depth: 0,
    ...changes,
  };
}

const request = (id: string, parentId: string | null, at: [number, number], changes: Partial<Span> = {}) =>
  span(id, parentId, at, { kind: "request", ...changes });

function trace(spans: Span[], requests: Partial<TraceRequest>[] = []): Trace {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    time: BEGAN,
    durationMs: Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs)),
    requests: requests as TraceRequest[],
    spans,
    repeated: [],
    logCounts: { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 },
  };
}

function log(atMs: number, message: string, service = "shop"): LogLine {
  const time = new Date(Date.parse(BEGAN) + atMs).toISOString();
  return { id: atMs, time, message, service, level: "info" } as LogLine;
}

interface Shown {
  closed?: string[];
  logs?: LogLine[];
}

/** Each row as a line, indented by its depth. */
function drawn(given: Trace, { closed = [], logs = [] }: Shown = {}): string[] {
  return waterfallRows(given, { closed: new Set(closed), logs }).map((row) => {
    const text = row.kind === "log" ? `log ${row.log.message}` : row.kind === "gap" ? "own code" : row.span.name;
    return `${"  ".repeat(row.depth)}${text} ${row.startMs}–${row.startMs + row.durationMs}`;
  });
}

test("steps stand below what they are a part of, in the order in which they began", () => {
  const given = trace([
    request("get", null, [0, 100]),
    span("second", "get", [50, 100]),
    span("work", "get", [0, 50], { kind: "own" }),
    span("first", "work", [0, 50]),
  ]);
  expect(drawn(given)).toEqual(["get 0–100", "  work 0–50", "    first 0–50", "  second 50–100"]);
});

test("what nothing accounts for is own code, where it is long enough to be seen", () => {
  const given = trace([
    request("get", null, [0, 1000]),
    span("a", "get", [19, 400]),
    span("b", "get", [300, 500]),
    span("c", "get", [700, 1000]),
  ]);
  expect(drawn(given)).toEqual(["get 0–1000", "  a 19–400", "  b 300–500", "  own code 500–700", "  c 700–1000"]);
});

test("a wait has no own code, and neither has a request of which no step is known", () => {
  const given = trace([
    request("get", null, [0, 100]),
    span("call", "get", [0, 100], { kind: "http" }),
    request("other", "call", [20, 60], { service: "stock" }),
  ]);
  expect(drawn(given)).toEqual(["get 0–100", "  call 0–100", "    other 20–60"]);
});

test("own code is unsure where steps of its own request are not kept, and only there", () => {
  const given = trace(
    [
      request("get", null, [0, 100]),
      span("call", "get", [0, 50], { kind: "http" }),
      request("other", "call", [0, 50], { service: "stock" }),
      span("sql", "other", [0, 10], { service: "stock" }),
    ],
    [
      { spanId: "get", spansLeftOut: 3 },
      { spanId: "other", spansLeftOut: 0 },
    ],
  );
  const gaps = waterfallRows(given, { closed: new Set(), logs: [] }).filter((row) => row.kind === "gap");
  expect(gaps.map(({ parentId, isUnsure }) => [parentId, isUnsure])).toEqual([
    ["other", false],
    ["get", true],
  ]);
});

test("what is closed hides all below it, and says how much that is", () => {
  const given = trace([
    request("get", null, [0, 100]),
    span("work", "get", [0, 100], { kind: "own" }),
    span("sql", "work", [0, 100]),
  ]);
  const rows = waterfallRows(given, { closed: new Set(["work"]), logs: [log(50, "inside")] });
  expect(rows.map(({ id }) => id)).toEqual(["get", "work"]);
  expect(rows[1]).toMatchObject({ kind: "span", isOpen: false, childCount: 2 });
});

describe("logs", () => {
  const given = trace([
    request("get", null, [0, 100]),
    span("load", "get", [10, 60], { kind: "own" }),
    span("sql", "load", [10, 60]),
    span("call", "get", [60, 100], { kind: "http" }),
    request("stock", "call", [70, 90], { service: "stock" }),
  ]);

  test("stand where they were logged: in the request of their service, in its innermost own step", () => {
    const logs = [log(95, "done"), log(75, "asked", "stock"), log(61, "next"), log(20, "in load"), log(3, "began")];
    expect(drawn(given, { logs })).toEqual([
      "get 0–100",
      "  own code 0–10",
      "  log began 3–3",
      "  load 10–60",
      "    sql 10–60",
      "    log in load 20–20",
      "  call 60–100",
      "    stock 70–90",
      "      log asked 75–75",
      "  log next 61–61",
      "  log done 95–95",
    ]);
  });

  test("of another service, or with a clock that is off, are not lost", () => {
    const logs = [log(-40, "early"), log(5000, "late"), log(10, "from mail", "mail")];
    const lines = drawn(given, { logs });
    expect(lines.filter((line) => line.includes("log "))).toEqual([
      "  log early -40–-40",
      "  log late 5000–5000",
      "log from mail 10–10",
    ]);
  });

  test("alone are rows as well", () => {
    expect(drawn({ ...trace([]), durationMs: 10 }, { logs: [log(5, "b"), log(0, "a")] })).toEqual([
      "log a 0–0",
      "log b 5–5",
    ]);
  });
});

describe("what a broken sender may say", () => {
  test("a parent that is not kept: at the top", () => {
    expect(drawn(trace([span("lost", "gone", [0, 10])]))).toEqual(["lost 0–10"]);
  });

  test("steps that are parts of each other: each is drawn once", () => {
    const given = trace([
      request("get", null, [0, 10]),
      span("a", "b", [0, 10]),
      span("b", "a", [0, 10]),
      span("self", "self", [0, 10]),
      span("child", "a", [0, 10]),
    ]);
    expect(
      drawn(given)
        .map((line) => line.trim().split(" ")[0])
        .sort(),
    ).toEqual(["a", "b", "child", "get", "self"]);
  });
});
