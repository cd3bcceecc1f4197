import { type Batch, type BatchRollup, WIRE_VERSION } from "@vigie/protocol";
import { Histogram, uuidV7, windowStart } from "@vigie/series";

export interface RollupOptions {
  method?: string;
  route?: string;
  /** When the requests ended, milliseconds since the epoch. */
  atMs: number;
  /** Milliseconds, one per request. */
  durations: readonly number[];
  /** HTTP status of all of them. */
  status?: number;
}

/** The rollup of these requests, as an SDK would send it. */
export function makeRollup({
  method = "GET",
  route = "/items/:id",
  atMs,
  durations,
  status = 200,
}: RollupOptions): BatchRollup {
  const histogram = new Histogram();
  for (const duration of durations) histogram.record(duration);
  const byStatus: BatchRollup["status"] = [0, 0, 0, 0, 0];
  byStatus[Math.floor(status / 100) - 1] = durations.length;
  return {
    method,
    route,
    start: windowStart(Math.floor(atMs / 1000), 10),
    count: durations.length,
    status: byStatus,
    aborted: 0,
    sumMs: durations.reduce((sum, duration) => sum + duration, 0),
    minMs: Math.min(...durations),
    maxMs: Math.max(...durations),
    sentBytes: durations.length * 100,
    histogram: Buffer.from(histogram.encode()).toString("base64"),
    waitMs: [0, 0, 0, 0],
    waitCount: [0, 0, 0, 0],
    statuses: status >= 400 ? [{ status, count: durations.length }] : [],
    errors: [],
    statements: [],
  };
}

/** A valid batch of the service `shop`; `changes` replaces parts of it. */
export function makeBatch(nowMs: number, changes: Partial<Batch> = {}): Batch {
  return {
    version: WIRE_VERSION,
    id: uuidV7(nowMs),
    resource: { service: "shop", instance: "shop-1", release: "r1", environment: "test", sdk: "testing/1" },
    rollups: [],
    requests: [],
    metrics: [],
    losses: [],
    errors: [],
    statements: [],
    logs: [],
    ...changes,
  };
}
