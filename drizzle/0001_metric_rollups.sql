CREATE TABLE "metric_rollups" (
	"step" integer NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"id" bigserial NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"instance_id" bigint,
	"labels" jsonb NOT NULL,
	"sum" double precision NOT NULL,
	"max" double precision NOT NULL,
	"samples" bigint NOT NULL,
	CONSTRAINT "metric_rollups_step_window_start_id_pk" PRIMARY KEY("step","window_start","id")
) PARTITION BY RANGE ("step", "window_start");
--> statement-breakpoint
CREATE TABLE "stale_metric_windows" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stale_metric_windows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"step" integer NOT NULL,
	"window_start" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "metric_rollups_series" ON "metric_rollups" USING btree ("step","type","name","window_start");--> statement-breakpoint
CREATE INDEX "stale_metric_windows_window" ON "stale_metric_windows" USING btree ("step","window_start");--> statement-breakpoint
COMMENT ON TABLE "metric_rollups" IS 'What the samples of one series in one window come to.';--> statement-breakpoint
COMMENT ON COLUMN "metric_rollups"."step" IS 'Seconds: 60 or 3600, made by compaction.';--> statement-breakpoint
COMMENT ON TABLE "stale_metric_windows" IS 'Windows of metric_rollups that do not yet hold all that the next finer step holds.';
