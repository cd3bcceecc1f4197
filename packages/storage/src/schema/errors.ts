import { bigint, index, pgTable, primaryKey, smallint, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

const time = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });

/** Failures with one fingerprint. Their counts stand in the cells of `rollups`. */
export const errorGroups = pgTable(
  "error_groups",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    serviceId: bigint("service_id", { mode: "number" }).notNull(),
    /** 16 hex digits, from the SDK. */
    fingerprint: text().notNull(),
    type: text().notNull(),
    place: text().notNull(),
    resolvedAt: time("resolved_at"),
  },
  (table) => [uniqueIndex("error_groups_key").on(table.serviceId, table.fingerprint)],
);

/** In which releases a group was seen; release is empty where the service does not say. */
export const errorGroupReleases = pgTable(
  "error_group_releases",
  {
    groupId: bigint("group_id", { mode: "number" }).notNull(),
    release: text().notNull(),
    firstSeen: time("first_seen").notNull(),
    /** Refreshed by ingest at most every 10 s. */
    lastSeen: time("last_seen").notNull(),
  },
  (table) => [primaryKey({ columns: [table.groupId, table.release] })],
);

/** Single occurrences of errors, redacted. Partitioned by time. */
export const errorSamples = pgTable(
  "error_samples",
  {
    time: time("time").notNull(),
    id: uuid().notNull(),
    groupId: bigint("group_id", { mode: "number" }).notNull(),
    endpointId: bigint("endpoint_id", { mode: "number" }).notNull(),
    instanceId: bigint("instance_id", { mode: "number" }).notNull(),
    status: smallint().notNull(),
    traceId: text("trace_id").notNull(),
    message: text().notNull(),
    stack: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.time, table.id] }),
    // Serves "the newest sample of this group".
    index("error_samples_group").on(table.groupId, table.time),
  ],
);
