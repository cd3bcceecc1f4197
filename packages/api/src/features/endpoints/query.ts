import { type KnownService, MergedRollup, type Period, readRollups, type Store, schema } from "@vigie/storage";
import { inArray } from "drizzle-orm";

export interface EndpointRollup {
  service: string;
  method: string;
  route: string;
  merged: MergedRollup;
  /** Start of the newest window with a request, seconds. */
  lastSeconds: number;
}

/** What happened to each endpoint over the period. */
export async function readEndpoints(
  store: Store,
  { services, period }: { services: readonly KnownService[]; period: Period },
): Promise<EndpointRollup[]> {
  const serviceIds = services.map((service) => service.id);
  const merged = new Map<number, { merged: MergedRollup; lastSeconds: number }>();
  for (const row of await readRollups(store, { period, serviceIds, by: "endpoint" })) {
    const endpoint = merged.get(row.endpointId) ?? { merged: new MergedRollup(), lastSeconds: 0 };
    merged.set(row.endpointId, endpoint);
    endpoint.merged.add(row);
    endpoint.lastSeconds = Math.max(endpoint.lastSeconds, row.startSeconds);
  }
  if (merged.size === 0) return [];
  const { endpoints } = schema;
  const names = await store.db
    .select()
    .from(endpoints)
    .where(inArray(endpoints.id, [...merged.keys()]));
  return names.flatMap((name) => {
    const found = merged.get(name.id);
    const service = services.find((candidate) => candidate.id === name.serviceId)?.name ?? "";
    return found ? [{ service, method: name.method, route: name.route, ...found }] : [];
  });
}
