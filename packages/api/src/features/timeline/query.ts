import { type KnownService, type Period, type Store, schema } from "@vigie/storage";
import { and, gte, inArray, lt, min, ne } from "drizzle-orm";
import type { AlertRule, Severity } from "../../alerting/rule.ts";
import { alertText } from "../../alerting/text.ts";
import { FIGURES } from "../../figures/catalogue.ts";
import type { Part } from "../../figures/definition.ts";

export interface Mark {
  /** Milliseconds since the epoch. */
  time: number;
  kind: "release";
  service: string;
  label: string;
}

/** When each release of the services was first seen, where that lies in the period. */
export async function readReleases(
  { db }: Store,
  { services, period }: { services: readonly KnownService[]; period: Period },
): Promise<Mark[]> {
  if (services.length === 0) return [];
  const { instances } = schema;
  const firstSeen = min(instances.firstSeen);
  const rows = await db
    .select({ serviceId: instances.serviceId, release: instances.release, firstSeen })
    .from(instances)
    .where(
      and(
        inArray(
          instances.serviceId,
          services.map((service) => service.id),
        ),
        ne(instances.release, ""),
      ),
    )
    .groupBy(instances.serviceId, instances.release)
    .having(and(gte(firstSeen, iso(period.fromSeconds)), lt(firstSeen, iso(period.toSeconds))))
    .orderBy(firstSeen);
  return rows.map((row) => ({
    time: Date.parse(row.firstSeen ?? ""),
    kind: "release",
    service: services.find((service) => service.id === row.serviceId)?.name ?? "",
    label: row.release,
  }));
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** A period in which the condition of a rule held, to be drawn. */
export interface AlertRange {
  id: number;
  severity: Severity;
  /** Whose figures it is about; null for own metrics. */
  part: Part | null;
  /** "shop: Error rate (5xx) 8.3 %, above 5 %" */
  text: string;
  /** Milliseconds since the epoch; null while it is open. */
  from: number;
  to: number | null;
}

/** More would cover the chart. */
const RANGES = 50;

/** Alerts of one service and of what has none, or of all, that were open in the period: the newest. Served by the index alerts_opened. */
export async function readAlertRanges(
  { sql: raw }: Store,
  { service, period }: { service: string | undefined; period: Period },
): Promise<AlertRange[]> {
  const rows = await raw<
    (Pick<AlertRange, "id" | "severity" | "from" | "to"> & {
      rule: AlertRule;
      labels: Record<string, string>;
      value: number;
    })[]
  >`
    SELECT id::float8, severity, rule, labels, worst_value AS value, (extract(epoch FROM since) * 1000)::float8 AS from,
      (extract(epoch FROM resolved_at) * 1000)::float8 AS to
    FROM alerts
    WHERE since < to_timestamp(${period.toSeconds}::float8) AND (resolved_at IS NULL OR resolved_at >= to_timestamp(${period.fromSeconds}::float8))
      AND ${service === undefined ? raw`TRUE` : raw`(labels ->> 'service' = ${service} OR NOT labels ? 'service')`}
    ORDER BY opened_at DESC, id DESC LIMIT ${RANGES}`;
  return rows.map(({ rule, labels, value, ...range }) => ({
    ...range,
    part: partOf(rule),
    text: alertText({ rule, labels, value }),
  }));
}

function partOf({ metric }: AlertRule): Part | null {
  if (metric.kind === "figure") return FIGURES[metric.figure].part;
  return metric.kind === "sample" ? null : "api";
}
