CREATE TABLE "log_position" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "logs" (
	"time" timestamp with time zone NOT NULL,
	"id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"instance_id" bigint NOT NULL,
	"endpoint_id" bigint,
	"level" smallint NOT NULL,
	"trace_id" uuid,
	"message" text NOT NULL,
	"cut" integer DEFAULT 0 NOT NULL,
	"attributes" jsonb,
	"errors" jsonb,
	"words" integer[] NOT NULL,
	CONSTRAINT "logs_time_id_pk" PRIMARY KEY("time","id")
) PARTITION BY RANGE ("time");
--> statement-breakpoint
INSERT INTO "log_position" ("last") VALUES (0);
--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "span_id" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "parent_span_id" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "url" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "headers" jsonb;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "attributes" jsonb;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "spans" jsonb;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "spans_left_out" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "logs_id" ON "logs" USING brin ("id") WITH (autosummarize=true);--> statement-breakpoint
CREATE INDEX "logs_trace" ON "logs" USING btree ("trace_id") WHERE trace_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "logs_level" ON "logs" USING btree ("level","time","id") WHERE level >= 13;--> statement-breakpoint
CREATE INDEX "logs_words" ON "logs" USING gin ("words");--> statement-breakpoint
CREATE INDEX "requests_duration" ON "requests" USING btree ("duration_ms","id");--> statement-breakpoint
COMMENT ON TABLE "logs" IS 'What services logged, redacted.';--> statement-breakpoint
COMMENT ON COLUMN "logs"."id" IS 'Place in the order in which logs were committed, without gaps.';--> statement-breakpoint
COMMENT ON COLUMN "logs"."level" IS 'SeverityNumber of OpenTelemetry: trace 1, debug 5, info 9, warn 13, error 17, fatal 21.';--> statement-breakpoint
COMMENT ON COLUMN "logs"."trace_id" IS 'W3C trace id; its 16 bytes as a uuid.';--> statement-breakpoint
COMMENT ON COLUMN "logs"."words" IS 'Hashes of the words in message, errors and attributes, as in packages/storage/src/words.ts.';--> statement-breakpoint
COMMENT ON TABLE "log_position" IS 'One row: the id of the last log. Its lock puts the commits of all servers in one order.';
