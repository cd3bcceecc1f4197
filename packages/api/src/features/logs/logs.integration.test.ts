import type { BatchLog } from "@vigie/protocol";
import { type OpenApi, openApi } from "@vigie/testing/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let vigie: OpenApi;

function log(message: string, changes: Partial<BatchLog> = {}, agoMs = 0): BatchLog {
  return { time: vigie.nowMs - 5_000 - agoMs, level: "info", message, cut: 0, ...changes };
}

const messages = async (query: string, more: { service?: string; limit?: number } = {}) =>
  (await vigie.api.logs.search({ query, period: "1h", ...more })).lines.map(({ message }) => message);

beforeAll(async () => {
  vigie = await openApi();
});
afterAll(() => vigie[Symbol.asyncDispose]());

describe("logs", () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

  beforeAll(async () => {
    await vigie.send(
      {
        logs: [
          log("cart 42 was opened", { attributes: { user: { id: 7, plan: "gold plated" } } }, 50),
          log("payment failed: timeout after 3000 ms", { level: "error", traceId, method: "POST", route: "/pay" }, 40),
          log(
            "cannot charge",
            { level: "fatal", errors: [{ type: "CardError", message: "declined", stack: "at charge (pay.ts)" }] },
            30,
          ),
          log("cache_misses=17 in /v1/items", { level: "debug" }, 20),
          log(
            "Überraschung für 50%_ of them",
            { level: "warn", attributes: { ratio: 0.5, tags: ["red", "blue"] } },
            10,
          ),
        ],
      },
      "shop",
    );
    await vigie.send({ logs: [log("cart service is up")] }, "cart", { instance: "cart-1", release: "r9" });
    await vigie.send({ logs: [log("of Vigie itself")] }, "vigie");
  });

  it.each([
    ["", ["cart service is up", "Überraschung", "cache_misses", "cannot charge", "payment failed", "cart 42"]],
    ["cart", ["cart service is up", "cart 42"]],
    ["CART 42", ["cart 42"]],
    ["timeout", ["payment failed"]],
    ["time", []],
    ["time*", ["payment failed"]],
    ['"ayment fai"', ["payment failed"]],
    ["-cart level:>=warn", ["Überraschung", "cannot charge", "payment failed"]],
    ["level:fatal OR level:debug", ["cache_misses", "cannot charge"]],
    ["declined", ["cannot charge"]],
    ["error:Card*", ["cannot charge"]],
    ["charge.ts", []],
    ["pay.ts", ["cannot charge"]],
    ["trace:4bf9", ["payment failed"]],
    ["route:/pay method:POST", ["payment failed"]],
    ["-route:/pay level:error", []],
    ["-route:/pay cart", ["cart service is up", "cart 42"]],
    ["user.id:7", ["cart 42"]],
    ["user.id:>6.5", ["cart 42"]],
    ['user.plan:"gold plated"', ["cart 42"]],
    ['"gold pl"', ["cart 42"]],
    ["tags:red", ["Überraschung"]],
    ["ratio:<0.6", ["Überraschung"]],
    ['"50%_"', ["Überraschung"]],
    ["ÜBERRASCHUNG", ["Überraschung"]],
    ["/v1/items", ["cache_misses"]],
    ["/miss(es)?=\\d+/", ["cache_misses"]],
    ["/^CART/i", ["cart service is up", "cart 42"]],
    ["release:r9", ["cart service is up"]],
    ["service:shop cart", ["cart 42"]],
    ["plan", []],
  ])("finds with %s", async (query, wanted) => {
    const found = await messages(query);
    expect(found.map((message) => wanted.find((start) => message.startsWith(start)) ?? message)).toEqual(wanted);
  });

  it("knows the duration of the request in which something was logged", async () => {
    await vigie.send({
      requests: [
        {
          time: vigie.nowMs - 6_000,
          method: "POST",
          route: "/pay",
          status: 502,
          durationMs: 3_100,
          sentBytes: 0,
          aborted: false,
          traceId,
          kept: "error",
          waitMs: [0, 0, 0, 0],
          spans: [],
          spansLeftOut: 0,
        },
      ],
    });
    expect(await messages("duration:>1s")).toEqual(["payment failed: timeout after 3000 ms"]);
    expect(await messages("status:5xx -duration:>4s")).toEqual(["payment failed: timeout after 3000 ms"]);
    expect(await messages("kept:slow")).toEqual([]);
  });

  it("pages through everything without a gap or a repetition", async () => {
    const seen: string[] = [];
    let before: { time: string; id: number } | null = null;
    do {
      const answer = await vigie.api.logs.search({ query: "", period: "1h", before, limit: 2 });
      seen.push(...answer.lines.map(({ message }) => message));
      before = answer.next;
    } while (before);
    expect(seen).toEqual(await messages(""));
  });

  it("counts by window and level what it finds", async () => {
    const { windows, done } = await vigie.api.logs.histogram({ query: "", period: "1h" });
    const total = (level: "info" | "error" | "fatal") => windows.reduce((sum, { counts }) => sum + counts[level], 0);
    expect([done, total("info"), total("error"), total("fatal")]).toEqual([true, 2, 1, 1]);
  });

  it("shows what the same instance logged around a line", async () => {
    const [line] = (await vigie.api.logs.search({ query: "charge", period: "1h" })).lines;
    const { before, after } = await vigie.api.logs.context({ time: line?.time ?? "", id: line?.id ?? 0, lines: 1 });
    expect(before.map(({ message }) => message)).toEqual(["payment failed: timeout after 3000 ms"]);
    expect(after.map(({ message }) => message)).toEqual(["cache_misses=17 in /v1/items"]);
    await expect(vigie.api.logs.context({ time: line?.time ?? "", id: 999 })).rejects.toMatchObject({
      cause: { code: "LOG_UNKNOWN" },
    });
  });

  it("marks what was found, and points at what is wrong", async () => {
    const [line] = (await vigie.api.logs.search({ query: "cart 42", period: "1h" })).lines;
    expect(line?.marks).toEqual([
      [0, 4],
      [5, 7],
    ]);
    await expect(vigie.api.logs.search({ query: 'level:error "open', period: "1h" })).rejects.toMatchObject({
      cause: { code: "SEARCH_INVALID" },
    });
  });
});
