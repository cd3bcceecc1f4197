import { sql } from "drizzle-orm";
import { bigint, doublePrecision, index, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea } from "./columns.ts";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** What the detector knows of each series that it watches. */
export const detectorStates = pgTable("detector_states", {
  /** `api.p95Ms service=shop`, `api.errorRate service=shop endpoint=GET /orders/:id`, `redis.hitRate`. */
  series: text().primaryKey(),
  /** As packages/series encodes it. */
  state: bytea().notNull(),
  /** The newest value that is in it. */
  observedTo: time("observed_to").notNull(),
});

/** Episodes in which a series was not as expected. */
export const anomalies = pgTable(
  "anomalies",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    series: text().notNull(),
    figure: text().notNull(),
    /** Null for the targets and the machine. */
    serviceId: bigint("service_id", { mode: "number" }),
    /** Null for a service as a whole. */
    endpointId: bigint("endpoint_id", { mode: "number" }),
    /** When the deviation began, and when it was enough for an alarm. */
    onset: time("onset").notNull(),
    raisedAt: time("raised_at").notNull(),
    endedAt: time("ended_at"),
    /** Before the onset. */
    expected: doublePrecision().notNull(),
    low: doublePrecision().notNull(),
    high: doublePrecision().notNull(),
    /** When it was raised, and at its worst. */
    seen: doublePrecision().notNull(),
    worst: doublePrecision().notNull(),
  },
  (table) => [
    uniqueIndex("anomalies_open").on(table.series).where(sql`ended_at IS NULL`),
    // Serves "those of this period".
    index("anomalies_onset").on(table.onset),
  ],
);
