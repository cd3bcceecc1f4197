import { type KnownService, type Period, type Store, schema } from "@vigie/storage";
import { and, gte, inArray, lt, min, ne } from "drizzle-orm";

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
