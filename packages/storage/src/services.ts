import { and, eq, inArray } from "drizzle-orm";
import type { Sql } from "./connection.ts";
import { instances } from "./schema/index.ts";
import type { Store } from "./store.ts";

/** The service as which Vigie watches itself: never among "all services". */
export const OWN_SERVICE = "vigie";

export interface KnownService {
  id: number;
  name: string;
  /** ISO 8601 */
  firstSeen: string;
}

interface ServiceRow extends Omit<KnownService, "firstSeen"> {
  firstSeen: Date | string;
}

/** The service of that name, or all but Vigie itself. Empty when there is none. */
export async function findServices({ sql }: Store, name: string | undefined): Promise<KnownService[]> {
  const rows = await sql<ServiceRow[]>`
    SELECT id::float8, name, first_seen AS "firstSeen" FROM services WHERE ${wantedServices(sql, name)} ORDER BY name`;
  return rows.map(toKnownService);
}

export function wantedServices(sql: Sql, name: string | undefined) {
  return name === undefined ? sql`name <> ${OWN_SERVICE}` : sql`name = ${name}`;
}

export function toKnownService({ id, name, firstSeen }: ServiceRow): KnownService {
  return { id, name, firstSeen: new Date(firstSeen).toISOString() };
}

/** One running process of a service, at one release. */
export interface KnownInstance {
  id: number;
  serviceId: number;
  name: string;
  /** Empty when the service does not say. */
  release: string;
  environment: string;
  /** ISO 8601 */
  firstSeen: string;
  lastSeen: string;
}

/** Instances of the services, running or not: of one release, of one name, or all. */
export async function findInstances(
  { db }: Store,
  {
    serviceIds,
    release,
    instance,
  }: { serviceIds: readonly number[]; release?: string | undefined; instance?: string | undefined },
): Promise<KnownInstance[]> {
  const rows = await db
    .select()
    .from(instances)
    .where(
      and(
        inArray(instances.serviceId, [...serviceIds]),
        release === undefined ? undefined : eq(instances.release, release),
        instance === undefined ? undefined : eq(instances.name, instance),
      ),
    )
    .orderBy(instances.firstSeen);
  const iso = (time: string) => new Date(time).toISOString();
  return rows.map((row) => ({ ...row, firstSeen: iso(row.firstSeen), lastSeen: iso(row.lastSeen) }));
}
