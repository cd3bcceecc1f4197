import { type Period, type Store, schema } from "@vigie/storage";
import { and, desc, eq, gt, inArray, isNull, lt, or, sql } from "drizzle-orm";

export interface AnomalyRow {
  id: number;
  figure: string;
  service: string | null;
  method: string | null;
  route: string | null;
  onset: string;
  raisedAt: string;
  endedAt: string | null;
  expected: number;
  low: number;
  high: number;
  seen: number;
  worst: number;
}

/**
 * Episodes of these services, of the targets and of the machine that went on in the period: open ones first, then those raised last.
 * There are few of them in all.
 */
export async function readAnomalies(
  { db }: Store,
  { serviceIds, period, limit }: { serviceIds: readonly number[]; period: Period; limit: number },
): Promise<AnomalyRow[]> {
  const { anomalies, services, endpoints } = schema;
  return db
    .select({
      id: anomalies.id,
      figure: anomalies.figure,
      service: services.name,
      method: endpoints.method,
      route: endpoints.route,
      onset: anomalies.onset,
      raisedAt: anomalies.raisedAt,
      endedAt: anomalies.endedAt,
      expected: anomalies.expected,
      low: anomalies.low,
      high: anomalies.high,
      seen: anomalies.seen,
      worst: anomalies.worst,
    })
    .from(anomalies)
    .leftJoin(services, eq(services.id, anomalies.serviceId))
    .leftJoin(endpoints, eq(endpoints.id, anomalies.endpointId))
    .where(
      and(
        or(isNull(anomalies.serviceId), inArray(anomalies.serviceId, [...serviceIds])),
        lt(anomalies.onset, iso(period.toSeconds)),
        or(isNull(anomalies.endedAt), gt(anomalies.endedAt, iso(period.fromSeconds))),
      ),
    )
    .orderBy(sql`${anomalies.endedAt} IS NOT NULL`, desc(anomalies.raisedAt), desc(anomalies.id))
    .limit(limit);
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
