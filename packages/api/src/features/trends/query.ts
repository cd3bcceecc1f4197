import { type KnownService, type Period, PRESENCE, type Store } from "@vigie/storage";

const MINUTE = 60;

/** Seconds of a period in which something was heard of the services, by the minute. */
export type HeardSeconds = (period: Period, serviceIds: readonly number[]) => number;

/**
 * In which minutes each service was heard of: with what every instance sends every ten seconds, requests or not. One question for all
 * periods; index metrics_series.
 */
export async function readHeard(
  { sql }: Store,
  { services, periods }: { services: readonly KnownService[]; periods: readonly Period[] },
): Promise<HeardSeconds> {
  const parts = periods.map(
    ({ fromSeconds, toSeconds }) => sql`
      SELECT instance_id, floor(extract(epoch FROM time) / ${MINUTE}::int) * ${MINUTE}::int AS minute FROM metrics
      WHERE type = ${PRESENCE.type} AND name = ${PRESENCE.name}
        AND time >= to_timestamp(${fromSeconds}::float8) AND time < to_timestamp(${toSeconds}::float8)`,
  );
  const rows = await sql<{ serviceId: number; minute: number }[]>`
    SELECT DISTINCT service_id::float8 AS "serviceId", minute::float8 AS minute
    FROM (${parts.reduce((all, part) => sql`${all} UNION ALL ${part}`)}) AS heard
    JOIN instances ON instances.id = instance_id
    WHERE service_id = ANY(${services.map(({ id }) => id)}::bigint[])`;
  const minutes = new Map<number, number[]>();
  for (const { serviceId, minute } of rows) {
    const known = minutes.get(serviceId);
    if (known) known.push(minute);
    else minutes.set(serviceId, [minute]);
  }
  return ({ fromSeconds, toSeconds }, serviceIds) => {
    const heard = new Set(serviceIds.flatMap((id) => minutes.get(id) ?? []));
    let seconds = 0;
    for (const minute of heard)
      seconds += Math.max(0, Math.min(toSeconds, minute + MINUTE) - Math.max(fromSeconds, minute));
    return seconds;
  };
}
