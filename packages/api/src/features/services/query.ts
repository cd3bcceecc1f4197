import { OWN_SERVICE, type Store } from "@vigie/storage";

export interface ServiceRow {
  name: string;
  /** Seen in the last minute. */
  instances: number;
  /** Of those instances; empty where the service does not say. */
  releases: string[];
  firstSeen: string;
  lastSeen: string;
}

/** An instance not heard of for this long no longer counts as running, seconds. The SDK sends at least every 10 s. */
const RUNNING_SECONDS = 60;

/** Every service, Vigie itself last. */
export async function readServices({ sql }: Store, nowMs: number): Promise<ServiceRow[]> {
  const rows = await sql<ServiceRow[]>`
    SELECT services.name, services.first_seen AS "firstSeen", coalesce(max(instances.last_seen), services.first_seen) AS "lastSeen",
      count(*) FILTER (WHERE instances.last_seen > to_timestamp(${nowMs / 1000 - RUNNING_SECONDS}::float8))::int AS instances,
      coalesce(
        array_agg(DISTINCT instances.release ORDER BY instances.release)
          FILTER (WHERE instances.release <> '' AND instances.last_seen > to_timestamp(${nowMs / 1000 - RUNNING_SECONDS}::float8)),
        '{}') AS releases
    FROM services LEFT JOIN instances ON instances.service_id = services.id
    GROUP BY services.id, services.name, services.first_seen
    ORDER BY services.name = ${OWN_SERVICE}, services.name`;
  return rows.map((row) => ({
    ...row,
    firstSeen: new Date(row.firstSeen).toISOString(),
    lastSeen: new Date(row.lastSeen).toISOString(),
  }));
}
