import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

/** Requests that were kept whole as examples: errors, the slowest, and a fair sample. Counts never come from here. */
export const requests = pgTable(
  "requests",
  {
    /** When the request began. */
    time: timestamp({ withTimezone: true, mode: "string" }).notNull(),
    id: uuid().notNull(),
    endpointId: bigint("endpoint_id", { mode: "number" }).notNull(),
    instanceId: bigint("instance_id", { mode: "number" }).notNull(),
    status: smallint().notNull(),
    durationMs: doublePrecision("duration_ms").notNull(),
    sentBytes: bigint("sent_bytes", { mode: "number" }).notNull(),
    aborted: boolean().notNull(),
    traceId: text("trace_id").notNull(),
    /** error, slow or sample. */
    kept: text().notNull(),
    /** What it waited for, milliseconds; the rest of its duration is its own code. */
    poolMs: real("pool_ms").notNull().default(0),
    sqlMs: real("sql_ms").notNull().default(0),
    cacheMs: real("cache_ms").notNull().default(0),
    httpMs: real("http_ms").notNull().default(0),
    errorGroupId: bigint("error_group_id", { mode: "number" }),
    /** Its own span and the caller's, 16 hex digits; null where the sender does not say. */
    spanId: text("span_id"),
    parentSpanId: text("parent_span_id"),
    /** Path and query, redacted. */
    url: text(),
    /** Redacted values by lower-case name. */
    headers: jsonb(),
    attributes: jsonb(),
    /** As on the wire, in the order in which they began. */
    spans: jsonb(),
    spansLeftOut: integer("spans_left_out").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.time, table.id] }),
    // Serves "examples of this endpoint".
    index("requests_endpoint").on(table.endpointId, table.time),
    // Serves "the request with this trace id".
    index("requests_trace").on(table.traceId),
    // Serves "the slowest of a period".
    index("requests_duration").on(table.durationMs, table.id),
  ],
);
