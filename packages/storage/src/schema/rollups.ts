import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea } from "./columns.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" }).notNull();

/**
 * What happened in one window, of one instance or of all, to up to 64 endpoints (or services): the cells of rollup-block.ts. Step 10 is appended by
 * ingest as deltas (several rows a window); each coarser step is made from the next finer one by compaction.
 * PARTITION BY RANGE (step, window_start): see partitions.ts.
 */
export const rollups = pgTable(
  "rollups",
  {
    /** What the cells are of: `endpoint` or `service`. */
    kind: text().notNull(),
    /** Id of the endpoint or service / 64. */
    blockId: bigint("block_id", { mode: "number" }).notNull(),
    /** Seconds: 10, 60, 600, 3600, 21600 or 86400. */
    step: integer().notNull(),
    windowStart: time("window_start"),
    id: bigserial({ mode: "number" }).notNull(),
    /** Null: the sum of all instances. */
    instanceId: bigint("instance_id", { mode: "number" }),
    /** Whether the row belongs to the sum of all instances: false where a row without instance holds that sum. */
    inTotal: boolean("in_total").notNull(),
    cells: bytea().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.blockId, table.step, table.windowStart, table.id] }),
    // Serves "these windows, of whatever block": reading, and compaction.
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
