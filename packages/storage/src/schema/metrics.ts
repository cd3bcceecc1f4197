import {
  bigint,
  bigserial,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";

/** Samples: a named value at a time. Gauges hold the value, everything counted holds the delta since the sample before. */
export const metrics = pgTable(
  "metrics",
  {
    time: timestamp({ withTimezone: true, mode: "string" }).notNull(),
    id: bigserial({ mode: "number" }).notNull(),
    /** api, redis, postgres, system, cache or custom. */
    type: text().notNull(),
    name: text().notNull(),
    value: doublePrecision().notNull(),
    /** Of the instance that sent it; empty for what Vigie's collectors sampled from a target. */
    instanceId: bigint("instance_id", { mode: "number" }),
    labels: jsonb().$type<Record<string, string>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.time, table.id] }),
    // Serves "this series over this period".
    index("metrics_series").on(table.type, table.name, table.time),
  ],
);
