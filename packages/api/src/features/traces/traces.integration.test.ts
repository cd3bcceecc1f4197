import type { BatchRequest, BatchSpan } from "@vigie/protocol";
import { type OpenApi, openApi } from "@vigie/testing/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let vigie: OpenApi;

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SELECT = "00000000000000aa";

function request(changes: Partial<BatchRequest>, agoMs = 0): BatchRequest {
  return {
    time: vigie.nowMs - 5_000 - agoMs,
    method: "GET",
    route: "/items/:id",
    status: 200,
    durationMs: 20,
    sentBytes: 10,
    aborted: false,
    traceId: agoMs.toString(16).padStart(32, "a"),
    kept: "sample",
    waitMs: [0, 5, 0, 0],
    spans: [],
    spansLeftOut: 0,
    ...changes,
  };
}

function span(id: string, parent: string, changes: Partial<BatchSpan> = {}): BatchSpan {
  const full = (short: string) => short.padStart(16, "0");
  return { id: full(id), parent: full(parent), kind: "own", name: id, startMs: 0, durationMs: 1, ...changes };
}

beforeAll(async () => {
  vigie = await openApi();
  const gateway = "00000000000000e1";
  const call = "00000000000000e2";
  const error = { fingerprint: "00000000000000ff", type: "TypeError", place: "load (items.ts)" };
  await vigie.send(
    {
      requests: [
        request(
          {
            traceId: TRACE,
            spanId: gateway,
            durationMs: 400,
            route: "/cart",
            kept: "slow",
            waitMs: [0, 0, 0, 300],
            spans: [span("e2", "e1", { kind: "http", name: "GET shop/items/:id", startMs: 50, durationMs: 300 })],
          },
          1_000,
        ),
      ],
    },
    "gateway",
  );
  await vigie.send({
    requests: [
      request(
        {
          traceId: TRACE,
          spanId: "00000000000000e3",
          parentSpanId: call,
          status: 500,
          durationMs: 280,
          kept: "error",
          error: error.fingerprint,
          url: "/items/7?color=red",
          headers: { accept: "text/html" },
          attributes: { user: { plan: "gold" } },
          spans: [
            span("b1", "e3", { name: "load", startMs: 10, durationMs: 200 }),
            ...[0, 1, 2].map((i) =>
              span(`c${i}`, "b1", {
                kind: "sql",
                name: "SELECT items",
                statement: SELECT,
                startMs: 20 + i * 30,
                durationMs: 20,
              }),
            ),
            span("d1", "99", { kind: "cache", name: "GET items", startMs: 5, durationMs: 2 }),
          ],
        },
        940,
      ),
      request({ durationMs: 3_000, status: 404, kept: "slow" }, 2_000),
      request({ route: "/health/:part" }, 3_000),
    ],
    errors: [
      {
        ...error,
        sample: {
          time: vigie.nowMs - 5_900,
          traceId: TRACE,
          method: "GET",
          route: "/items/:id",
          status: 500,
          message: "items is undefined",
          stack: "at load (items.ts:3:1)",
        },
      },
    ],
    statements: [{ fingerprint: SELECT, text: "SELECT * FROM items WHERE id = $1" }],
    logs: [{ time: vigie.nowMs - 5_800, level: "error", message: "cannot load items", cut: 0, traceId: TRACE }],
  });
});
afterAll(() => vigie[Symbol.asyncDispose]());

const found = async (query: string, sort: "newest" | "slowest" = "newest") =>
  (await vigie.api.traces.search({ query, sort, period: "1h" })).requests.map(
    ({ route, status }) => `${status} ${route}`,
  );

describe("traces", () => {
  it.each([
    ["", ["500 /items/:id", "200 /cart", "404 /items/:id", "200 /health/:part"]],
    ["status:>=400", ["500 /items/:id", "404 /items/:id"]],
    ["status:5xx", ["500 /items/:id"]],
    ["duration:>250ms", ["500 /items/:id", "200 /cart", "404 /items/:id"]],
    ["-route:/health*", ["500 /items/:id", "200 /cart", "404 /items/:id"]],
    ["service:gateway", ["200 /cart"]],
    ["kept:slow", ["200 /cart", "404 /items/:id"]],
    ["error:TypeError", ["500 /items/:id"]],
    ["user.plan:gold", ["500 /items/:id"]],
    ["trace:4bf92f", ["500 /items/:id", "200 /cart"]],
    ["statement:00000000000000aa", ["500 /items/:id"]],
    ["level:error", ["500 /items/:id", "200 /cart"]],
    ["red", ["500 /items/:id"]],
    ["/SELECT \\w+/", ["500 /items/:id"]],
    ["health", ["200 /health/:part"]],
  ])("finds with %s", async (query, wanted) => {
    expect(await found(query)).toEqual(wanted);
  });

  it("sorts by duration, and pages in both orders without a gap or a repetition", async () => {
    expect(await found("", "slowest")).toEqual(["404 /items/:id", "200 /cart", "500 /items/:id", "200 /health/:part"]);
    for (const sort of ["newest", "slowest"] as const) {
      const seen: string[] = [];
      let after: { time: string; id: string; durationMs: number } | null = null;
      do {
        const page = await vigie.api.traces.search({ query: "", sort, period: "24h", limit: 1, after });
        seen.push(...page.requests.map(({ route, status }) => `${status} ${route}`));
        after = page.next;
      } while (after);
      expect(seen).toEqual(await found("", sort));
    }
  });

  it("goes on from a moment without finding again what began in it", async () => {
    const [newest, ...older] = (await vigie.api.traces.search({ query: "", period: "1h" })).requests;
    const after = { time: newest?.time ?? "", id: "00000000-0000-0000-0000-000000000000", durationMs: 0 };
    const { requests } = await vigie.api.traces.search({ query: "", period: "1h", after });
    expect(requests.map(({ id }) => id)).toEqual(older.map(({ id }) => id));
  });

  it("scatters all, or a fair sample", async () => {
    const { points, leftOut } = await vigie.api.traces.scatter({ query: "", period: "1h" });
    expect([points.length, leftOut]).toEqual([4, 0]);
  });

  it("puts a trace of two services together", async () => {
    const trace = await vigie.api.traces.get({ traceId: TRACE.toUpperCase() });
    expect(trace.durationMs).toBe(400);
    expect(trace.spans.map(({ name, depth, startMs }) => `${"  ".repeat(depth)}${name} ${startMs}`)).toEqual([
      "GET /cart 0",
      "  GET shop/items/:id 50",
      "    GET /items/:id 60",
      "      GET items 65",
      "      load 70",
      "        SELECT items 80",
      "        SELECT items 110",
      "        SELECT items 140",
    ]);
    expect(trace.repeated).toMatchObject([
      { text: "SELECT * FROM items WHERE id = $1", calls: 3, totalMs: 60, share: 0.15 },
    ]);
    expect(trace.logCounts.error).toBe(1);
    expect(trace.requests[1]).toMatchObject({
      url: "/items/7?color=red",
      headers: { accept: "text/html" },
      attributes: { user: { plan: "gold" } },
      error: { type: "TypeError", message: "items is undefined", stack: "at load (items.ts:3:1)" },
    });
  });

  it("takes the message of an error from the log where no sample of it is kept", async () => {
    const traceId = "e".repeat(32);
    await vigie.send({
      requests: [request({ traceId, status: 500, kept: "error", error: "00000000000000ff" }, 4_000)],
      logs: [
        {
          time: vigie.nowMs - 8_000,
          level: "error",
          message: "failed",
          cut: 0,
          traceId,
          errors: [{ type: "TypeError", message: "price is null", stack: "at pay" }],
        },
      ],
    });
    const { requests } = await vigie.api.traces.get({ traceId });
    expect(requests[0]?.error).toMatchObject({ type: "TypeError", message: "price is null", stack: "at pay" });
  });

  it("shows a trace of which only logs are kept, and says when there is nothing", async () => {
    const traceId = "c".repeat(32);
    await vigie.send({ logs: [{ time: vigie.nowMs - 1_000, level: "warn", message: "alone", cut: 0, traceId }] });
    expect(await vigie.api.traces.get({ traceId })).toMatchObject({ requests: [], spans: [], logCounts: { warn: 1 } });
    await expect(vigie.api.traces.get({ traceId: "d".repeat(32) })).rejects.toMatchObject({
      cause: { code: "TRACE_UNKNOWN" },
    });
    await expect(vigie.api.traces.get({ traceId: "nonsense" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
});
