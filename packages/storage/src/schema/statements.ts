import { bigint, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

/** SQL with its literals replaced. Calls and times stand in the cells of `rollups`. */
export const statements = pgTable(
  "statements",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    serviceId: bigint("service_id", { mode: "number" }).notNull(),
    /** 16 hex digits, from the SDK. */
    fingerprint: text().notNull(),
    text: text().notNull(),
  },
  (table) => [uniqueIndex("statements_key").on(table.serviceId, table.fingerprint)],
);
