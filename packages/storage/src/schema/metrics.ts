import {
  bigint,
  bigserial,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" }).notNull();
/** What tells one series from another, beside its type and name. */
const series = () => ({
  /** Of the instance that sent it; empty for what Vigie's collectors sampled from a target. */
  instanceId: bigint("instance_id", { mode: "number" }),
  labels: jsonb().$type<Record<string, string>>().notNull(),
});

/** Samples: a named value at a time. Gauges hold the value, everything counted holds the delta since the sample before. */
export const metrics = pgTable(
  "metrics",
  {
    time: time("time"),
    id: bigserial({ mode: "number" }).notNull(),
    /** api, redis, postgres, system, cache or custom; `expected` for the bands of anomalies, which nobody can send. */
    type: text().notNull(),
    name: text().notNull(),
    value: doublePrecision().notNull(),
    ...series(),
  },
  (table) => [
    primaryKey({ columns: [table.time, table.id] }),
    // Serves "this series over this period".
    index("metrics_series").on(table.type, table.name, table.time),
  ],
);

/**
 * What the samples of one series in one window come to; steps 60 and 3600, made by compaction, so that a month of a chart
 * is read from hours. PARTITION BY RANGE (step, window_start).
 */
export const metricRollups = pgTable(
  "metric_rollups",
  {
    step: integer().notNull(),
    windowStart: time("window_start"),
    id: bigserial({ mode: "number" }).notNull(),
    type: text().notNull(),
    name: text().notNull(),
    ...series(),
    sum: doublePrecision().notNull(),
    max: doublePrecision().notNull(),
    samples: bigint({ mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.step, table.windowStart, table.id] }),
    // Serves "this series over these windows".
    index("metric_rollups_series").on(table.step, table.type, table.name, table.windowStart),
  ],
);

/** For metric_rollups what stale_windows is for rollups. */
export const staleMetricWindows = pgTable(
  "stale_metric_windows",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    step: integer().notNull(),
    windowStart: time("window_start"),
  },
  (table) => [index("stale_metric_windows_window").on(table.step, table.windowStart)],
);
