import { eq, ne } from "drizzle-orm";
import { services } from "./schema/index.ts";
import type { Store } from "./store.ts";

/** The service as which Vigie watches itself: never among "all services". */
export const OWN_SERVICE = "vigie";

export interface KnownService {
  id: number;
  name: string;
  /** ISO 8601 */
  firstSeen: string;
}

/** The service of that name, or all but Vigie itself. Empty when there is none. */
export async function findServices({ db }: Store, name: string | undefined): Promise<KnownService[]> {
  return db
    .select({ id: services.id, name: services.name, firstSeen: services.firstSeen })
    .from(services)
    .where(name === undefined ? ne(services.name, OWN_SERVICE) : eq(services.name, name))
    .orderBy(services.name);
}
