DROP TABLE "rollups" CASCADE;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "pool_ms" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "sql_ms" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "cache_ms" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "http_ms" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "error_group_id" bigint;--> statement-breakpoint
TRUNCATE "stale_windows";--> statement-breakpoint
DELETE FROM "endpoints" WHERE "method" = '*';
