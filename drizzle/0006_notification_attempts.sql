ALTER TABLE "notifications" ADD COLUMN "acted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "is_in_doubt" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "notifications_acted" ON "notifications" USING btree ("channel_id","acted_at");