import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

/** What services logged, redacted. Partitioned by time. */
export const logs = pgTable(
  "logs",
  {
    time: timestamp({ withTimezone: true, mode: "string" }).notNull(),
    /** Place in the order in which logs were committed, without gaps: what a live reader goes on from. */
    id: bigint({ mode: "number" }).notNull(),
    serviceId: bigint("service_id", { mode: "number" }).notNull(),
    instanceId: bigint("instance_id", { mode: "number" }).notNull(),
    /** Endpoint of the request in which it was logged. */
    endpointId: bigint("endpoint_id", { mode: "number" }),
    /** SeverityNumber of OpenTelemetry: trace 1, debug 5, info 9, warn 13, error 17, fatal 21. */
    level: smallint().notNull(),
    /** W3C trace id; its 16 bytes are kept as a uuid. */
    traceId: uuid("trace_id"),
    message: text().notNull(),
    /** Characters that were cut from the end of the message. */
    cut: integer().notNull().default(0),
    attributes: jsonb(),
    /** The error that was logged and its causes: type, message, stack. */
    errors: jsonb(),
    /** Hashes of the words in message, errors and attributes, as in words.ts. */
    words: integer().array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.time, table.id] }),
    // Serves "what was committed after this one". Rows lie in the order of their ids.
    index("logs_id").using("brin", table.id).with({ autosummarize: true }),
    // Serves "all of this trace".
    index("logs_trace").on(table.traceId).where(sql`trace_id IS NOT NULL`),
    // Serves searches for levels that are rare.
    index("logs_level").on(table.level, table.time, table.id).where(sql`level >= 13`),
    // Serves searches for words.
    index("logs_words").using("gin", table.words),
  ],
);

/** One row: the id of the last log. Its lock puts the commits of all servers in one order. */
export const logPosition = pgTable("log_position", {
  /** Always true: there is no second row. */
  only: boolean().primaryKey().default(true),
  last: bigint({ mode: "number" }).notNull(),
});
