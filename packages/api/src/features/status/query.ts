import { type KnownService, type Store, schema } from "@vigie/storage";
import { inArray, max, min, sql } from "drizzle-orm";
import type { AlertRule } from "../../alerting/rule.ts";

export interface RunningRelease {
  service: string;
  /** Null where the service does not say. */
  release: string | null;
  /** Running now: heard of in the minute before the service was last heard of. */
  instances: number;
  /** When the release was first seen. */
  since: string;
}

/** When each service was last heard of, and which releases of it run. */
export async function readPresence(
  { db }: Store,
  services: readonly KnownService[],
): Promise<{ lastSeen: { service: string; lastSeen: string }[]; releases: RunningRelease[] }> {
  if (services.length === 0) return { lastSeen: [], releases: [] };
  const { instances } = schema;
  const rows = await db
    .select({
      serviceId: instances.serviceId,
      release: instances.release,
      running: sql<number>`count(*) FILTER (WHERE ${instances.lastSeen} > now() - interval '1 minute')::int`,
      since: min(instances.firstSeen),
      lastSeen: max(instances.lastSeen),
    })
    .from(instances)
    .where(
      inArray(
        instances.serviceId,
        services.map((service) => service.id),
      ),
    )
    .groupBy(instances.serviceId, instances.release);
  const ofService = (id: number) => rows.filter((row) => row.serviceId === id);
  return {
    lastSeen: services.flatMap((service) => {
      const newest = Math.max(...ofService(service.id).map((row) => Date.parse(row.lastSeen ?? "")));
      return Number.isFinite(newest) ? [{ service: service.name, lastSeen: new Date(newest).toISOString() }] : [];
    }),
    releases: services.flatMap((service) =>
      ofService(service.id)
        .filter((row) => row.running > 0)
        .map((row) => ({
          service: service.name,
          release: row.release || null,
          instances: row.running,
          since: new Date(row.since ?? 0).toISOString(),
        })),
    ),
  };
}

/** An alert that makes the state what it is. */
export interface StandingAlert {
  id: number;
  rule: AlertRule;
  severity: "warning" | "critical";
  labels: Record<string, string>;
  /** When it was last judged. */
  value: number;
  since: string;
}

/**
 * Open alerts that warn or worse, of one service and of what has none, or of all; not those that somebody snoozed, nor those whose condition is
 * over and that only wait to be sure of it.
 */
export async function readStandingAlerts(
  { sql }: Store,
  { service, nowMs }: { service: string | undefined; nowMs: number },
): Promise<StandingAlert[]> {
  const rows = await sql<(Omit<StandingAlert, "since"> & { since: Date | string })[]>`
    SELECT id::float8, rule, severity, labels, last_value AS value, since FROM alerts
    WHERE resolved_at IS NULL AND severity IN ('warning', 'critical')
      AND (snoozed_until IS NULL OR snoozed_until <= to_timestamp(${nowMs / 1000}::float8))
      AND ${service === undefined ? sql`TRUE` : sql`(labels ->> 'service' = ${service} OR NOT labels ? 'service')`}
      AND NOT EXISTS (SELECT FROM rule_states WHERE alert_id = alerts.id AND clear_since IS NOT NULL)
    ORDER BY since, id LIMIT 200`;
  return rows.map((row) => ({ ...row, since: new Date(row.since).toISOString() }));
}
