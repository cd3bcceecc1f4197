import type { Batch } from "@vigie/protocol";
import { makeBatch, makeRollup } from "../batches.ts";
import type { Random } from "./random.ts";

const hex = (random: Random, length: number) => random.bytes(length / 2).toString("hex");

/** A valid batch with something of everything in it: each of its parts can be made wrong. */
export function fullBatch(random: Random, nowMs: number): Batch {
  const traceId = hex(random, 32);
  const fingerprint = hex(random, 16);
  const endpoint = { method: random.pick(["GET", "POST", "DELETE"]), route: random.pick(["/items/:id", "/cart", "/"]) };
  const spanId = hex(random, 16);
  const durations = Array.from({ length: 1 + random.below(5) }, () => random.below(500));
  return makeBatch(nowMs, {
    resource: {
      // Never the service whose figures are looked at afterwards.
      service: random.pick(["hostile-1", "hostile-2", "hostile-3"]),
      instance: `i-${random.below(4)}`,
      release: "r1",
      environment: "test",
      sdk: "hostile/1",
    },
    rollups: [
      {
        ...makeRollup({ ...endpoint, atMs: nowMs, durations, status: 500 }),
        waitMs: [0, 0, 0, 0],
        errors: [{ fingerprint, count: 1 }],
        statements: [{ fingerprint, calls: 2, sumMs: 3 }],
      },
      makeRollup({ ...endpoint, atMs: nowMs - 20_000, durations }),
    ],
    requests: [
      {
        ...endpoint,
        time: nowMs - 1_000,
        status: 500,
        durationMs: 12.5,
        sentBytes: 100,
        aborted: false,
        traceId,
        kept: "error",
        waitMs: [1, 2, 3, 4],
        error: fingerprint,
        spanId,
        parentSpanId: hex(random, 16),
        url: "/items/7?q=a%20b",
        headers: { "user-agent": "Mozilla/5.0", accept: "*/*" },
        attributes: { user: { plan: "gold", ids: [1, 2] } },
        spans: [
          {
            id: hex(random, 16),
            parent: spanId,
            kind: "sql",
            name: "SELECT items",
            startMs: 1,
            durationMs: 2,
            statement: fingerprint,
            error: "deadlock",
            attributes: { rows: 3, cached: false, table: "items" },
          },
        ],
        spansLeftOut: 0,
      },
    ],
    metrics: [{ time: nowMs, type: "custom", name: "queue.length", value: 3, labels: { queue: "mail" } }],
    losses: [{ what: "logs", cause: "queue-full", count: 3 }],
    errors: [
      {
        fingerprint,
        type: "TypeError",
        place: "total (src/cart.ts)",
        sample: { ...endpoint, time: nowMs, traceId, status: 500, message: "no items", stack: "at total (a.ts:1:1)" },
      },
    ],
    statements: [{ fingerprint, text: "SELECT * FROM items WHERE id = $1" }],
    logs: [
      {
        ...endpoint,
        time: nowMs,
        level: "error",
        message: "cart 7 failed",
        cut: 0,
        traceId,
        attributes: { cart: 7, deep: { list: [1, { a: null }] } },
        errors: [{ type: "TypeError", message: "no items", stack: "at total (a.ts:1:1)" }],
      },
    ],
  });
}
