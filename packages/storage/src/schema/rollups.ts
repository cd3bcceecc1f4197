import {
  bigint,
  bigserial,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea } from "./columns.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" }).notNull();
const total = (name: string) => bigint(name, { mode: "number" }).notNull();

/**
 * What happened to one endpoint of one instance in one window. Step 10 is appended by ingest as deltas (several rows a
 * window); 60, 3600 and 86400 are made from the next finer step by compaction (one row a window).
 * PARTITION BY RANGE (step, window_start): see partitions.ts.
 */
export const rollups = pgTable(
  "rollups",
  {
    endpointId: bigint("endpoint_id", { mode: "number" }).notNull(),
    /** Seconds: 10, 60, 3600 or 86400. */
    step: integer().notNull(),
    windowStart: time("window_start"),
    id: bigserial({ mode: "number" }).notNull(),
    instanceId: bigint("instance_id", { mode: "number" }).notNull(),
    count: total("count"),
    status1xx: total("status_1xx"),
    status2xx: total("status_2xx"),
    status3xx: total("status_3xx"),
    status4xx: total("status_4xx"),
    status5xx: total("status_5xx"),
    aborted: total("aborted"),
    sumMs: doublePrecision("sum_ms").notNull(),
    minMs: doublePrecision("min_ms").notNull(),
    maxMs: doublePrecision("max_ms").notNull(),
    sentBytes: total("sent_bytes"),
    /** Histogram.encode() of the durations in milliseconds. */
    histogram: bytea().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.endpointId, table.step, table.windowStart, table.id] }),
    // Serves "all endpoints over these windows": the overview, and compaction.
    index("rollups_window").on(table.step, table.windowStart),
  ],
);

/**
 * Windows whose row at `step` does not yet hold all that the next finer step holds. Ingest and compaction add marks in
 * the transaction that makes a window stale; compaction takes them away in the transaction that rewrites it. A reader
 * takes a window from `step` only while it has no mark, so that figures are exact at every moment.
 */
export const staleWindows = pgTable(
  "stale_windows",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    step: integer().notNull(),
    windowStart: time("window_start"),
  },
  (table) => [index("stale_windows_window").on(table.step, table.windowStart)],
);

/** Batches that were stored: exactly-once stands on this table alone. `time` is the timestamp inside the UUID v7. */
export const batches = pgTable(
  "batches",
  {
    time: time("time"),
    id: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.time, table.id] })],
);
