import { inArray } from "drizzle-orm";
import { endpoints } from "./schema/index.ts";
import type { Store } from "./store.ts";

export interface KnownEndpoint {
  id: number;
  serviceId: number;
  method: string;
  route: string;
  /** ISO 8601 */
  firstSeen: string;
}

/** Every endpoint of the services, whether anything happened to it lately or not. */
export async function findEndpoints({ db }: Store, serviceIds: readonly number[]): Promise<KnownEndpoint[]> {
  if (serviceIds.length === 0) return [];
  return db
    .select()
    .from(endpoints)
    .where(inArray(endpoints.serviceId, [...serviceIds]));
}
