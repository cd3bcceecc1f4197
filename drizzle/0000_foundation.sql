CREATE TABLE "endpoints" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "endpoints_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"method" text NOT NULL,
	"route" text NOT NULL,
	"first_seen" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "instances_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"service_id" bigint NOT NULL,
	"name" text NOT NULL,
	"release" text DEFAULT '' NOT NULL,
	"environment" text DEFAULT '' NOT NULL,
	"sdk" text DEFAULT '' NOT NULL,
	"first_seen" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "services" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "services_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"first_seen" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "metrics" (
	"time" timestamp with time zone NOT NULL,
	"id" bigserial NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"value" double precision NOT NULL,
	"instance_id" bigint,
	"labels" jsonb NOT NULL,
	CONSTRAINT "metrics_time_id_pk" PRIMARY KEY("time","id")
) PARTITION BY RANGE ("time");
--> statement-breakpoint
CREATE TABLE "requests" (
	"time" timestamp with time zone NOT NULL,
	"id" uuid NOT NULL,
	"endpoint_id" bigint NOT NULL,
	"instance_id" bigint NOT NULL,
	"status" smallint NOT NULL,
	"duration_ms" double precision NOT NULL,
	"sent_bytes" bigint NOT NULL,
	"aborted" boolean NOT NULL,
	"trace_id" text NOT NULL,
	"kept" text NOT NULL,
	CONSTRAINT "requests_time_id_pk" PRIMARY KEY("time","id")
) PARTITION BY RANGE ("time");
--> statement-breakpoint
CREATE TABLE "batches" (
	"time" timestamp with time zone NOT NULL,
	"id" uuid NOT NULL,
	CONSTRAINT "batches_time_id_pk" PRIMARY KEY("time","id")
) PARTITION BY RANGE ("time");
--> statement-breakpoint
CREATE TABLE "rollups" (
	"endpoint_id" bigint NOT NULL,
	"step" integer NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"id" bigserial NOT NULL,
	"instance_id" bigint NOT NULL,
	"count" bigint NOT NULL,
	"status_1xx" bigint NOT NULL,
	"status_2xx" bigint NOT NULL,
	"status_3xx" bigint NOT NULL,
	"status_4xx" bigint NOT NULL,
	"status_5xx" bigint NOT NULL,
	"aborted" bigint NOT NULL,
	"sum_ms" double precision NOT NULL,
	"min_ms" double precision NOT NULL,
	"max_ms" double precision NOT NULL,
	"sent_bytes" bigint NOT NULL,
	"histogram" "bytea" NOT NULL,
	CONSTRAINT "rollups_endpoint_id_step_window_start_id_pk" PRIMARY KEY("endpoint_id","step","window_start","id")
) PARTITION BY RANGE ("step", "window_start");
--> statement-breakpoint
CREATE TABLE "stale_windows" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stale_windows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"step" integer NOT NULL,
	"window_start" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "endpoints_key" ON "endpoints" USING btree ("service_id","method","route");--> statement-breakpoint
CREATE UNIQUE INDEX "instances_key" ON "instances" USING btree ("service_id","name","release","environment");--> statement-breakpoint
CREATE UNIQUE INDEX "services_name" ON "services" USING btree ("name");--> statement-breakpoint
CREATE INDEX "metrics_series" ON "metrics" USING btree ("type","name","time");--> statement-breakpoint
CREATE INDEX "requests_endpoint" ON "requests" USING btree ("endpoint_id","time");--> statement-breakpoint
CREATE INDEX "requests_trace" ON "requests" USING btree ("trace_id");--> statement-breakpoint
CREATE INDEX "rollups_window" ON "rollups" USING btree ("step","window_start");--> statement-breakpoint
CREATE INDEX "stale_windows_window" ON "stale_windows" USING btree ("step","window_start");--> statement-breakpoint
COMMENT ON TABLE "services" IS 'What is watched: one row per service.name.';--> statement-breakpoint
COMMENT ON TABLE "instances" IS 'One running process of a service at one release.';--> statement-breakpoint
COMMENT ON TABLE "endpoints" IS 'Method and route template of a service. Method * with route (total) holds the sum of all endpoints, from step 60 up.';--> statement-breakpoint
COMMENT ON TABLE "metrics" IS 'Samples: a named value at a time. Counted things hold the delta since the sample before, gauges the value.';--> statement-breakpoint
COMMENT ON COLUMN "metrics"."type" IS 'api, redis, postgres, system, cache or custom';--> statement-breakpoint
COMMENT ON COLUMN "metrics"."instance_id" IS 'The instance that sent it; null for what the collectors sampled from a target.';--> statement-breakpoint
COMMENT ON TABLE "requests" IS 'Requests kept whole as examples: errors, the slowest, a fair sample. Counts come from rollups.';--> statement-breakpoint
COMMENT ON TABLE "batches" IS 'Batches that were stored. The same id arriving twice counts once.';--> statement-breakpoint
COMMENT ON TABLE "rollups" IS 'What happened to one endpoint of one instance in one window.';--> statement-breakpoint
COMMENT ON COLUMN "rollups"."step" IS 'Seconds: 10 (deltas from ingest), 60, 3600, 86400 (made by compaction).';--> statement-breakpoint
COMMENT ON COLUMN "rollups"."histogram" IS 'OpenTelemetry exponential histogram of milliseconds, scale 5, as encoded by packages/series.';--> statement-breakpoint
COMMENT ON TABLE "stale_windows" IS 'Windows whose row at this step does not yet hold all that the next finer step holds.';
