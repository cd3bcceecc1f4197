import { bigint, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/*
 * Small tables that the growing ones point to by number. On Citus they are reference tables: one-column identity keys,
 * written rarely and in sorted order, cached in every server.
 */

const id = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
const seen = (name: string) => timestamp(name, { withTimezone: true, mode: "string" }).notNull().defaultNow();

export const services = pgTable(
  "services",
  {
    id: id(),
    name: text().notNull(),
    firstSeen: seen("first_seen"),
  },
  (table) => [uniqueIndex("services_name").on(table.name)],
);

/** One running process of a service, at one release. */
export const instances = pgTable(
  "instances",
  {
    id: id(),
    serviceId: bigint("service_id", { mode: "number" }).notNull(),
    name: text().notNull(),
    /** Empty when the service does not say. */
    release: text().notNull().default(""),
    environment: text().notNull().default(""),
    sdk: text().notNull().default(""),
    firstSeen: seen("first_seen"),
    /** Refreshed by ingest at most every 10 s. */
    lastSeen: seen("last_seen"),
  },
  (table) => [uniqueIndex("instances_key").on(table.serviceId, table.name, table.release, table.environment)],
);

/** Method + route template of a service. Never a raw URL. */
export const endpoints = pgTable(
  "endpoints",
  {
    id: id(),
    serviceId: bigint("service_id", { mode: "number" }).notNull(),
    method: text().notNull(),
    route: text().notNull(),
    firstSeen: seen("first_seen"),
  },
  (table) => [uniqueIndex("endpoints_key").on(table.serviceId, table.method, table.route)],
);
