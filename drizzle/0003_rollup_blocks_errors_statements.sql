CREATE TABLE "error_group_releases" (
	"group_id" bigint NOT NULL,
	"release" text NOT NULL,
	"first_seen" timestamp with time zone NOT NULL,
	"last_seen" timestamp with time zone NOT NULL,
	CONSTRAINT "error_group_releases_group_id_release_pk" PRIMARY KEY("group_id","release")
);
--> statement-breakpoint
CREATE TABLE "error_groups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "error_groups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"fingerprint" text NOT NULL,
	"type" text NOT NULL,
	"place" text NOT NULL,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "error_samples" (
	"time" timestamp with time zone NOT NULL,
	"id" uuid NOT NULL,
	"group_id" bigint NOT NULL,
	"endpoint_id" bigint NOT NULL,
	"instance_id" bigint NOT NULL,
	"status" smallint NOT NULL,
	"trace_id" text NOT NULL,
	"message" text NOT NULL,
	"stack" text NOT NULL,
	CONSTRAINT "error_samples_time_id_pk" PRIMARY KEY("time","id")
) PARTITION BY RANGE ("time");
--> statement-breakpoint
CREATE TABLE "rollups" (
	"kind" text NOT NULL,
	"block_id" bigint NOT NULL,
	"step" integer NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"id" bigserial NOT NULL,
	"instance_id" bigint,
	"in_total" boolean NOT NULL,
	"cells" "bytea" NOT NULL,
	CONSTRAINT "rollups_kind_block_id_step_window_start_id_pk" PRIMARY KEY("kind","block_id","step","window_start","id")
) PARTITION BY RANGE ("step", "window_start");
--> statement-breakpoint
ALTER TABLE "rollups" ALTER COLUMN "cells" SET STORAGE EXTERNAL;
--> statement-breakpoint
CREATE TABLE "statements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "statements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"fingerprint" text NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "error_groups_key" ON "error_groups" USING btree ("service_id","fingerprint");--> statement-breakpoint
CREATE INDEX "error_samples_group" ON "error_samples" USING btree ("group_id","time");--> statement-breakpoint
CREATE INDEX "rollups_window" ON "rollups" USING btree ("step","window_start");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_key" ON "statements" USING btree ("service_id","fingerprint");--> statement-breakpoint
COMMENT ON TABLE "rollups" IS 'What happened in one window, of one instance or of all, to up to 64 endpoints or services.';--> statement-breakpoint
COMMENT ON COLUMN "rollups"."kind" IS 'What the cells are of: endpoint or service.';--> statement-breakpoint
COMMENT ON COLUMN "rollups"."step" IS 'Seconds: 10 (deltas from ingest), 60, 600, 3600, 21600, 86400 (made by compaction).';--> statement-breakpoint
COMMENT ON COLUMN "rollups"."instance_id" IS 'Null: the sum of all instances.';--> statement-breakpoint
COMMENT ON COLUMN "rollups"."in_total" IS 'Whether the row belongs to the sum of all instances.';--> statement-breakpoint
COMMENT ON COLUMN "rollups"."cells" IS 'As written by packages/storage/src/rollup-block.ts. Not compressed: varints hardly shrink.';--> statement-breakpoint
COMMENT ON TABLE "endpoints" IS 'Method and route template of a service.';--> statement-breakpoint
COMMENT ON TABLE "error_groups" IS 'Failures with one fingerprint: type and where thrown. Their counts stand in rollups.';--> statement-breakpoint
COMMENT ON TABLE "error_group_releases" IS 'In which releases an error group was seen, and when.';--> statement-breakpoint
COMMENT ON TABLE "error_samples" IS 'Single occurrences of errors, redacted.';--> statement-breakpoint
COMMENT ON TABLE "statements" IS 'SQL with its literals replaced. Calls and times stand in rollups.';
