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

/** Every endpoint of the services by id, whether anything happened to it lately or not. Read anew when there are more than before: none is ever changed or taken away. */
export async function findEndpoints(
  { sql, endpointLists }: Store,
  serviceIds: readonly number[],
): Promise<ReadonlyMap<number, KnownEndpoint>> {
  if (serviceIds.length === 0) return new Map();
  const ofServices = sql`service_id = ANY(${[...serviceIds]}::bigint[])`;
  const [now] = await sql<{ count: number }[]>`SELECT count(*)::int AS count FROM endpoints WHERE ${ofServices}`;
  const count = now?.count ?? 0;
  const key = serviceIds.join();
  const known = endpointLists.get(key);
  if (known?.count === count) return known.endpoints;
  const rows = await sql<(Omit<KnownEndpoint, "firstSeen"> & { firstSeen: Date | string })[]>`
    SELECT id::float8, service_id::float8 AS "serviceId", method, route, first_seen AS "firstSeen"
    FROM endpoints WHERE ${ofServices}`;
  const endpoints = new Map(rows.map((row) => [row.id, { ...row, firstSeen: new Date(row.firstSeen).toISOString() }]));
  if (endpointLists.size >= LISTS_KEPT) endpointLists.clear();
  endpointLists.set(key, { count: endpoints.size, endpoints });
  return endpoints;
}
