CREATE TABLE "alert_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"alert_id" bigint NOT NULL,
	"time" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"by" text,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alerts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"rule_id" bigint NOT NULL,
	"subject" text NOT NULL,
	"rule" jsonb NOT NULL,
	"labels" jsonb NOT NULL,
	"severity" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"value" double precision NOT NULL,
	"worst_value" double precision NOT NULL,
	"last_value" double precision NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"no_data_since" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" text,
	"note" text,
	"snoozed_until" timestamp with time zone,
	"snoozed_by" text,
	"resolved_at" timestamp with time zone,
	"resolution" text,
	"resolved_by" text
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "channels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"settings" jsonb NOT NULL,
	"minimum_severity" text NOT NULL,
	"quiet_hours" jsonb,
	"is_enabled" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notifications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"alert_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"change" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"problem" text,
	"sent_at" timestamp with time zone,
	"message_id" uuid
);
--> statement-breakpoint
CREATE TABLE "rule_evaluation" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"evaluated_to" timestamp with time zone NOT NULL,
	"generation" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_states" (
	"rule_id" bigint NOT NULL,
	"subject" text NOT NULL,
	"breach_since" timestamp with time zone,
	"clear_since" timestamp with time zone,
	"no_data_since" timestamp with time zone,
	"is_handled" boolean DEFAULT false NOT NULL,
	"alert_id" bigint,
	CONSTRAINT "rule_states_rule_id_subject_pk" PRIMARY KEY("rule_id","subject")
);
--> statement-breakpoint
CREATE TABLE "rules" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"seed" text,
	"name" text NOT NULL,
	"metric" jsonb NOT NULL,
	"scope" jsonb NOT NULL,
	"comparison" text NOT NULL,
	"threshold" double precision NOT NULL,
	"clear_threshold" double precision,
	"window_seconds" integer NOT NULL,
	"for_seconds" integer NOT NULL,
	"clear_seconds" integer NOT NULL,
	"minimum_samples" integer NOT NULL,
	"severity" text NOT NULL,
	"hint" text NOT NULL,
	"is_enabled" boolean NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "anomalies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "anomalies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"series" text NOT NULL,
	"figure" text NOT NULL,
	"service_id" bigint,
	"endpoint_id" bigint,
	"onset" timestamp with time zone NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"expected" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"seen" double precision NOT NULL,
	"worst" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "detector_states" (
	"series" text PRIMARY KEY NOT NULL,
	"state" "bytea" NOT NULL,
	"observed_to" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alert_events_alert" ON "alert_events" USING btree ("alert_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("rule_id","subject") WHERE resolved_at IS NULL;--> statement-breakpoint
CREATE INDEX "alerts_opened" ON "alerts" USING btree ("opened_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_once" ON "notifications" USING btree ("alert_id","channel_id","kind","change");--> statement-breakpoint
CREATE INDEX "notifications_waiting" ON "notifications" USING btree ("due_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "notifications_sent" ON "notifications" USING btree ("channel_id","sent_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rules_seed" ON "rules" USING btree ("seed");--> statement-breakpoint
CREATE UNIQUE INDEX "anomalies_open" ON "anomalies" USING btree ("series") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX "anomalies_onset" ON "anomalies" USING btree ("onset");--> statement-breakpoint
INSERT INTO "rules" ("seed", "name", "metric", "scope", "comparison", "threshold", "clear_threshold", "window_seconds", "for_seconds", "clear_seconds", "minimum_samples", "severity", "hint", "is_enabled", "created_at", "updated_at") VALUES
	('cache-hit-rate', 'Redis hit rate below 70 %', '{"kind": "figure", "figure": "redis.hitRate"}', '{}', 'below', 0.7, 0.72, 300, 600, 120, 100, 'warning', 'Look for a key prefix that changed, a TTL that got shorter, or memory that ran out: evictions and used memory tell which.', true, now(), now()),
	('redis-memory', 'Redis memory above 80 % of its limit', '{"kind": "figure", "figure": "redis.memoryRatio"}', '{}', 'above', 0.8, 0.78, 60, 60, 60, 0, 'critical', 'Raise maxmemory, shorten TTLs, or choose an eviction policy; above the limit Redis evicts keys or refuses writes.', true, now(), now()),
	('machine-memory', 'Memory of the machine above 80 %', '{"kind": "figure", "figure": "system.memoryRatio"}', '{}', 'above', 0.8, 0.78, 60, 300, 120, 0, 'critical', 'See which process grew; one that grows steadily leaks.', true, now(), now()),
	('slow-statement', 'A statement runs longer than 1 s', '{"kind": "figure", "figure": "postgres.slowStatements"}', '{}', 'above', 0, NULL, 60, 60, 60, 0, 'warning', 'Look at the statements of the slowest endpoint, and at locks that something waits for.', true, now(), now()),
	('evictions', 'Redis evicts more than 100 keys an hour', '{"kind": "figure", "figure": "redis.evictedPerHour"}', '{}', 'above', 100, 80, 600, 300, 600, 0, 'info', 'Redis is full and drops keys that are still wanted: give it more memory or shorter TTLs.', true, now(), now()),
	('server-errors', 'More than 5 % of requests fail (5xx)', '{"kind": "figure", "figure": "api.errorRate"}', '{}', 'above', 0.05, 0.04, 60, 30, 60, 20, 'critical', 'Look at the endpoints under “Errors, by endpoint”: the top group names what is thrown and where.', true, now(), now()),
	('event-loop', 'Event-loop delay P99 above 100 ms', '{"kind": "figure", "figure": "system.eventLoopDelayP99Ms"}', '{}', 'above', 100, 80, 60, 120, 60, 0, 'warning', 'Something computes for long on the main thread; a CPU profile names it.', true, now(), now()),
	('disk', 'Disk fuller than 85 %', '{"kind": "figure", "figure": "system.diskRatio"}', '{}', 'above', 0.85, 0.84, 60, 300, 60, 0, 'warning', 'Delete what is not needed, or make the disk larger, before Postgres stops.', true, now(), now()),
	('connections', 'More than 90 % of Postgres connections in use', '{"kind": "figure", "figure": "postgres.connectionsRatio"}', '{}', 'above', 0.9, 0.85, 60, 60, 60, 0, 'critical', 'Find the service whose pool is too large or leaks; the next one that connects will be refused.', true, now(), now()),
	('silence', 'A service is silent for 2 min', '{"kind": "silence"}', '{}', 'above', 120000, NULL, 60, 0, 10, 0, 'critical', 'See whether its process runs and can reach Vigie.', true, now(), now());--> statement-breakpoint
COMMENT ON TABLE "rules" IS 'Conditions that make alerts.';--> statement-breakpoint
COMMENT ON TABLE "rule_states" IS 'How far a rule is with one of the things it watches; no row means that all is well.';--> statement-breakpoint
COMMENT ON TABLE "rule_evaluation" IS 'One row: up to when rules were evaluated.';--> statement-breakpoint
COMMENT ON TABLE "alerts" IS 'Periods in which the condition of a rule held, from open to resolved.';--> statement-breakpoint
COMMENT ON TABLE "alert_events" IS 'What happened to an alert.';--> statement-breakpoint
COMMENT ON TABLE "channels" IS 'Where notifications go.';--> statement-breakpoint
COMMENT ON TABLE "notifications" IS 'What is to be told, and was.';--> statement-breakpoint
COMMENT ON TABLE "detector_states" IS 'What the anomaly detector knows of each series.';--> statement-breakpoint
COMMENT ON TABLE "anomalies" IS 'Episodes in which a series was not as expected.';--> statement-breakpoint
COMMENT ON TABLE "settings" IS 'What people set in the page and all servers share.';
