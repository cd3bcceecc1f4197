import { pause } from "@vigie/testing/adapters";
import { expect, it } from "vitest";
import { coreOf } from "../core/attach.ts";
import { createVigie } from "../index.ts";
import { recordProcess } from "./process.ts";

it("records memory, event loop, garbage collection, handles and CPU of the process", async () => {
  const metrics = new Map<string, number>();
  const vigie = createVigie({
    service: "process",
    processMetrics: false,
    transport: async (batch) => {
      for (const { type, name, value, labels } of batch.metrics) {
        expect([type, labels]).toEqual(["system", {}]);
        metrics.set(name, Math.max(value, metrics.get(name) ?? 0));
      }
      return { id: batch.id, duplicate: false, serverTime: Date.now() };
    },
  });
  const stop = recordProcess(coreOf(vigie), 200);
  // The monitor measures from one of its timers to the next.
  await pause(50);
  const until = performance.now() + 100;
  // Blocks the loop and makes garbage.
  let text = "";
  while (performance.now() < until)
    text = JSON.stringify({ text: text.slice(0, 1_000), list: Array(100).fill(text.length) });
  await pause(300);
  stop();
  await vigie.close();
  expect([...metrics.keys()].sort()).toEqual([
    "process.cpu.utilisation",
    "process.event_loop.delay_p50_ms",
    "process.event_loop.delay_p99_ms",
    "process.event_loop.utilisation",
    "process.gc.ms_per_second",
    "process.handles",
    "process.memory.heap_total",
    "process.memory.heap_used",
    "process.memory.rss",
  ]);
  expect(metrics.get("process.memory.rss")).toBeGreaterThan(10_000_000);
  expect(metrics.get("process.event_loop.delay_p99_ms")).toBeGreaterThan(50);
  expect(metrics.get("process.event_loop.utilisation")).toBeGreaterThan(0);
  expect(metrics.get("process.event_loop.utilisation")).toBeLessThanOrEqual(1);
  expect(metrics.get("process.cpu.utilisation")).toBeGreaterThan(0);
});
