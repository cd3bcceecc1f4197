import { monitorEventLoopDelay, PerformanceObserver, performance } from "node:perf_hooks";
import type { Core } from "../core/core.ts";

const EVERY_MS = 10_000;
const RESOLUTION_MS = 20;

/**
 * Records what this process uses, every 10 s, as metrics of type `system`: memory in bytes, event-loop delay in
 * milliseconds, utilisation 0–1, garbage collection in milliseconds per second, CPU as a share of one core.
 * Returns a function that stops it.
 */
export function recordProcess(core: Core, everyMs = EVERY_MS): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let gcMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) gcMs += entry.duration;
  });
  collections.observe({ entryTypes: ["gc"] });
  let utilisation = performance.eventLoopUtilization();
  let cpu = process.cpuUsage();
  let since = performance.now();

  const sample = () => {
    const now = performance.now();
    const elapsedMs = now - since;
    if (elapsedMs <= 0) return;
    const memory = process.memoryUsage();
    const used = process.cpuUsage(cpu);
    const nowUtilisation = performance.eventLoopUtilization();
    const record = (name: string, value: number) => core.metric({ type: "system", name: `process.${name}`, value });
    record("memory.rss", memory.rss);
    record("memory.heap_used", memory.heapUsed);
    record("memory.heap_total", memory.heapTotal);
    if (delay.count > 0) {
      record("event_loop.delay_p50_ms", delayMs(delay.percentile(50)));
      record("event_loop.delay_p99_ms", delayMs(delay.percentile(99)));
    }
    record("event_loop.utilisation", performance.eventLoopUtilization(nowUtilisation, utilisation).utilization);
    record("gc.ms_per_second", (gcMs * 1000) / elapsedMs);
    record("handles", process.getActiveResourcesInfo().length);
    record("cpu.utilisation", (used.user + used.system) / 1000 / elapsedMs);
    delay.reset();
    gcMs = 0;
    utilisation = nowUtilisation;
    cpu = process.cpuUsage();
    since = now;
  };
  const timer = core.outside(() => setInterval(() => core.guard(sample), everyMs).unref());
  return () => {
    clearInterval(timer);
    delay.disable();
    collections.disconnect();
  };
}

/** The monitor measures from timer to timer, so that its own interval is in it. */
function delayMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
