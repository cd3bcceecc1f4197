import { type KnownService, toKnownService, wantedServices } from "./services.ts";
import type { Store } from "./store.ts";

export interface KnownEndpoint {
  id: number;
  serviceId: number;
  method: string;
  route: string;
  /** ISO 8601 */
  firstSeen: string;
}

/** The endpoints of some services, as they were when there were `count` of them. */
export interface EndpointList {
  count: number;
  endpoints: ReadonlyMap<number, KnownEndpoint>;
}

/** Services for whose endpoints there is a list in memory, at most; one with 1,000 endpoints takes 300 kB. */
const LISTS_KEPT = 50;

/** Every endpoint of the services by id, whether anything happened to it lately or not. */
export async function findEndpoints(
  store: Store,
  serviceIds: readonly number[],
): Promise<ReadonlyMap<number, KnownEndpoint>> {
  if (serviceIds.length === 0) return new Map();
  const [now] = await store.sql<{ count: number }[]>`
    SELECT count(*)::int AS count FROM endpoints WHERE service_id = ANY(${[...serviceIds]}::bigint[])`;
  return endpointsOf(store, serviceIds, now?.count ?? 0);
}

/** What `findServices` finds, with all of their endpoints: one statement as long as no endpoint is new. */
export async function findServicesAndEndpoints(
  store: Store,
  name: string | undefined,
): Promise<{ services: KnownService[]; endpoints: ReadonlyMap<number, KnownEndpoint> }> {
  const { sql } = store;
  const rows = await sql<(Parameters<typeof toKnownService>[0] & { endpoints: number })[]>`
    SELECT id::float8, name, first_seen AS "firstSeen",
      (SELECT count(*) FROM endpoints WHERE service_id = services.id)::int AS endpoints
    FROM services WHERE ${wantedServices(sql, name)} ORDER BY name`;
  const services = rows.map(toKnownService);
  const count = rows.reduce((sum, row) => sum + row.endpoints, 0);
  const serviceIds = services.map((service) => service.id);
  return { services, endpoints: await endpointsOf(store, serviceIds, count) };
}

/** Read anew when there are more than before: none is ever changed or taken away. */
async function endpointsOf(
  { sql, endpointLists }: Store,
  serviceIds: readonly number[],
  count: number,
): Promise<ReadonlyMap<number, KnownEndpoint>> {
  const key = serviceIds.join();
  const known = endpointLists.get(key);
  if (known?.count === count) return known.endpoints;
  const rows = await sql<(Omit<KnownEndpoint, "firstSeen"> & { firstSeen: Date | string })[]>`
    SELECT id::float8, service_id::float8 AS "serviceId", method, route, first_seen AS "firstSeen"
    FROM endpoints WHERE service_id = ANY(${[...serviceIds]}::bigint[])`;
  const endpoints = new Map(rows.map((row) => [row.id, { ...row, firstSeen: new Date(row.firstSeen).toISOString() }]));
  if (endpointLists.size >= LISTS_KEPT) endpointLists.clear();
  endpointLists.set(key, { count: endpoints.size, endpoints });
  return endpoints;
}
