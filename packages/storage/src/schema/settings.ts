import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** What people set in the page and all servers share. */
export const settings = pgTable("settings", {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true, mode: "string" }).notNull(),
});
