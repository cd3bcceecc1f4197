import { LIMITS, OTHER_FINGERPRINT, OTHER_ROUTE, type Resource, VigieError } from "@vigie/protocol";
import type { Sql, Transaction } from "./connection.ts";
import { type CachedInstance, KnownInstances } from "./instances.ts";

export type { CachedInstance } from "./instances.ts";

const OTHER_ENDPOINT = { method: "ANY", route: OTHER_ROUTE } as const;
const OTHER_GROUP = { fingerprint: OTHER_FINGERPRINT, type: "(other)", place: "" } as const;
const OTHER_STATEMENT = { fingerprint: OTHER_FINGERPRINT, text: "(other)" } as const;
/** How often "last seen" of an instance or an error group is written, milliseconds. */
const LAST_SEEN_EVERY_MS = 10_000;

interface KnownService {
  id: number;
  /** Id by `METHOD route`. */
  endpoints: Map<string, number>;
  /** Id by fingerprint; loaded when the first error or statement comes. */
  groups: Promise<Map<string, number>> | undefined;
  statements: Promise<Map<string, number>> | undefined;
}

export interface EndpointKey {
  method: string;
  route: string;
}

/** An error group that was seen in a release, in windows from `fromSeconds` to `toSeconds`. */
export interface GroupSeen {
  groupId: number;
  release: string;
  fromSeconds: number;
  toSeconds: number;
}

/** Ids of services, instances, endpoints, error groups and statements: cached, made when first seen. */
export interface Dimensions {
  /** Throws SERVICE_LIMIT for a new service when there are LIMITS.services already. */
  requireService(name: string): Promise<void>;
  /** Past LIMITS.instancesPerService, releasesPerService or environmentsPerService in a day a new name becomes `(other)`. */
  instance(resource: Resource): Promise<CachedInstance>;
  /** How many instances of the service newly became `(other)` since this was asked. */
  takeFoldedInstances(serviceId: number): number;
  /**
   * Ids of endpoints, in the order of `keys`. Past LIMITS.endpointsPerService a new endpoint becomes `(other)`; `folded` says how
   * many of the keys did.
   */
  endpoints(service: string, keys: readonly EndpointKey[]): Promise<{ ids: number[]; folded: boolean[] }>;
  /** Ids by fingerprint. Past LIMITS.errorGroupsPerService a new one has the id of `(other)`. */
  errorGroups(
    service: string,
    groups: readonly { fingerprint: string; type: string; place: string }[],
  ): Promise<(fingerprint: string) => number>;
  /** Ids by fingerprint. Past LIMITS.statementsPerService a new one has the id of `(other)`. */
  statements(
    service: string,
    statements: readonly { fingerprint: string; text: string }[],
  ): Promise<(fingerprint: string) => number>;
  /** Marks instances as seen; writes at most every 10 s each. */
  touch(instances: readonly CachedInstance[], nowMs: number): Promise<void>;
  /**
   * Marks groups as seen in a release, in the caller's transaction; writes a pair at most every 10 s. What it resolves to is to be
   * called after the commit.
   */
  touchGroups(tx: Transaction, seen: readonly GroupSeen[], nowMs: number): Promise<() => void>;
  /** Forgets everything: after the database was replaced under us. */
  forget(): void;
}

export function createDimensions(sql: Sql): Dimensions {
  const services = new Map<string, Promise<KnownService>>();
  const instances = new KnownInstances(sql);
  /** When a group was last written as seen in a release, by `group release`. */
  const groupsWrittenMs = new Map<string, number>();

  const service = (name: string): Promise<KnownService> => {
    let known = services.get(name);
    if (!known) {
      known = loadService(sql, name);
      services.set(name, known);
      known.catch(() => services.delete(name));
    }
    return known;
  };

  return {
    async requireService(name) {
      await service(name);
    },

    async instance(resource) {
      return instances.find((await service(resource.service)).id, resource);
    },

    takeFoldedInstances: (serviceId) => instances.takeFolded(serviceId),

    async endpoints(serviceName, keys) {
      const known = await service(serviceName);
      const missing = new Map<string, EndpointKey>();
      const named = known.endpoints.size - (known.endpoints.has(endpointName(OTHER_ENDPOINT)) ? 1 : 0);
      const room = LIMITS.endpointsPerService - named;
      const wanted = keys.map((key) => {
        const name = endpointName(key);
        if (known.endpoints.has(name) || missing.has(name)) return name;
        if (missing.size < room || key.route === OTHER_ROUTE) {
          missing.set(name, key);
          return name;
        }
        return null;
      });
      const other = endpointName(OTHER_ENDPOINT);
      if (wanted.includes(null) && !known.endpoints.has(other)) missing.set(other, OTHER_ENDPOINT);
      if (missing.size > 0) await addEndpoints(sql, known, [...missing.values()]);
      // Other servers may have taken the room meanwhile.
      const isKnown = (name: string | null): name is string => name !== null && known.endpoints.has(name);
      if (!wanted.every(isKnown) && !known.endpoints.has(other)) await addEndpoints(sql, known, [OTHER_ENDPOINT]);
      return {
        ids: wanted.map((name) => known.endpoints.get(isKnown(name) ? name : other) ?? raise(other)),
        folded: wanted.map((name) => !isKnown(name)),
      };
    },

    async errorGroups(serviceName, groups) {
      const known = await service(serviceName);
      known.groups ??= loadFingerprints(sql, "error_groups", known.id).catch(
        forgetting(() => (known.groups = undefined)),
      );
      return byFingerprint(await known.groups, groups, LIMITS.errorGroupsPerService, OTHER_GROUP, async (missing) => {
        await sql`
          INSERT INTO error_groups (service_id, fingerprint, type, place)
          SELECT ${known.id}::bigint, fingerprint, type, place
          FROM unnest(${missing.map((one) => one.fingerprint)}::text[], ${missing.map((one) => one.type)}::text[],
            ${missing.map((one) => one.place)}::text[]) AS new (fingerprint, type, place)
          ON CONFLICT DO NOTHING`;
        return loadFingerprints(sql, "error_groups", known.id);
      });
    },

    async statements(serviceName, statements) {
      const known = await service(serviceName);
      known.statements ??= loadFingerprints(sql, "statements", known.id).catch(
        forgetting(() => (known.statements = undefined)),
      );
      const limit = LIMITS.statementsPerService;
      return byFingerprint(await known.statements, statements, limit, OTHER_STATEMENT, async (missing) => {
        await sql`
          INSERT INTO statements (service_id, fingerprint, text)
          SELECT ${known.id}::bigint, fingerprint, text
          FROM unnest(${missing.map((one) => one.fingerprint)}::text[], ${missing.map((one) => one.text)}::text[]) AS new (fingerprint, text)
          ON CONFLICT DO NOTHING`;
        return loadFingerprints(sql, "statements", known.id);
      });
    },

    async touch(instances, nowMs) {
      const due = instances.filter((instance) => nowMs - instance.seenWrittenMs >= LAST_SEEN_EVERY_MS);
      if (due.length === 0) return;
      for (const instance of due) instance.seenWrittenMs = nowMs;
      // One row a statement, so that two servers can never wait for each other.
      for (const instance of due) {
        await sql`UPDATE instances SET last_seen = to_timestamp(${nowMs / 1000}::float8) WHERE id = ${instance.id}`;
      }
    },

    async touchGroups(tx, seen, nowMs) {
      const due = new Map<string, GroupSeen>();
      for (const one of seen) {
        const key = `${one.groupId} ${one.release}`;
        if (nowMs - (groupsWrittenMs.get(key) ?? 0) < LAST_SEEN_EVERY_MS) continue;
        const before = due.get(key) ?? one;
        due.set(key, {
          ...one,
          fromSeconds: Math.min(one.fromSeconds, before.fromSeconds),
          toSeconds: Math.max(one.toSeconds, before.toSeconds),
        });
      }
      if (due.size === 0) return () => {};
      // Sorted, so that two servers with the same groups cannot wait for each other.
      const rows = [...due.entries()].sort(([a], [b]) => compare(a, b)).map(([, row]) => row);
      await tx`
        INSERT INTO error_group_releases AS known (group_id, release, first_seen, last_seen)
        SELECT group_id, release, to_timestamp(first_seen), to_timestamp(last_seen)
        FROM unnest(${rows.map((row) => row.groupId)}::bigint[], ${rows.map((row) => row.release)}::text[],
          ${rows.map((row) => row.fromSeconds)}::float8[], ${rows.map((row) => row.toSeconds)}::float8[])
          AS new (group_id, release, first_seen, last_seen)
        ON CONFLICT (group_id, release) DO UPDATE SET
          first_seen = least(known.first_seen, excluded.first_seen), last_seen = greatest(known.last_seen, excluded.last_seen)`;
      return () => {
        if (groupsWrittenMs.size > 10_000) groupsWrittenMs.clear();
        for (const key of due.keys()) groupsWrittenMs.set(key, nowMs);
      };
    },

    forget() {
      services.clear();
      instances.clear();
      groupsWrittenMs.clear();
    },
  };
}

/** The ids of what is asked for, after what is missing was made where there is room. */
async function byFingerprint<T extends { fingerprint: string }>(
  known: Map<string, number>,
  wanted: readonly T[],
  limit: number,
  other: T,
  add: (missing: T[]) => Promise<Map<string, number>>,
): Promise<(fingerprint: string) => number> {
  const missing = new Map<string, T>();
  for (const one of wanted) {
    if (known.has(one.fingerprint)) continue;
    const hasRoom = known.size + missing.size < limit || one.fingerprint === OTHER_FINGERPRINT;
    if (hasRoom) missing.set(one.fingerprint, one);
    else if (!known.has(OTHER_FINGERPRINT)) missing.set(OTHER_FINGERPRINT, other);
  }
  if (missing.size > 0) for (const [fingerprint, id] of await add([...missing.values()])) known.set(fingerprint, id);
  return (fingerprint) => known.get(fingerprint) ?? known.get(OTHER_FINGERPRINT) ?? raise(`the id of ${fingerprint}`);
}

async function loadFingerprints(
  sql: Sql,
  table: "error_groups" | "statements",
  serviceId: number,
): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; fingerprint: string }[]>`
    SELECT id::float8, fingerprint FROM ${sql(table)} WHERE service_id = ${serviceId}`;
  return new Map(rows.map((row) => [row.fingerprint, row.id]));
}

function forgetting(forget: () => void): (error: unknown) => never {
  return (error) => {
    forget();
    throw error;
  };
}

async function loadService(sql: Sql, name: string): Promise<KnownService> {
  const id = await idOf(
    () => sql`
      INSERT INTO services (name) SELECT ${name} WHERE (SELECT count(*) FROM services) < ${LIMITS.services}
      ON CONFLICT DO NOTHING`,
    () => sql<{ id: number }[]>`SELECT id::float8 FROM services WHERE name = ${name}`,
  );
  if (id === undefined) throw new VigieError("SERVICE_LIMIT", { service: name, limit: LIMITS.services });
  return { id, endpoints: await loadEndpoints(sql, id), groups: undefined, statements: undefined };
}

async function loadEndpoints(sql: Sql, serviceId: number): Promise<Map<string, number>> {
  const rows = await sql<{ id: number; method: string; route: string }[]>`
    SELECT id::float8, method, route FROM endpoints WHERE service_id = ${serviceId}`;
  return new Map(rows.map((row) => [`${row.method} ${row.route}`, row.id]));
}

/** Adds those for which there is room, by what all servers have added, and learns what there is now. */
function endpointName({ method, route }: EndpointKey): string {
  return `${method} ${route}`;
}

async function addEndpoints(sql: Sql, known: KnownService, keys: readonly EndpointKey[]): Promise<void> {
  // `(other)` last: it takes nobody's place.
  const isOther = ({ route }: EndpointKey) => Number(route === OTHER_ROUTE);
  const sorted = [...keys].sort((a, b) => isOther(a) - isOther(b) || compare(endpointName(a), endpointName(b)));
  await sql`
    INSERT INTO endpoints (service_id, method, route)
    SELECT ${known.id}::bigint, method, route
    FROM unnest(${sorted.map((key) => key.method)}::text[], ${sorted.map((key) => key.route)}::text[])
      WITH ORDINALITY AS new (method, route, place)
    WHERE route = ${OTHER_ROUTE}
      OR place <= ${LIMITS.endpointsPerService} - (
        SELECT count(*) FROM endpoints WHERE service_id = ${known.id} AND route <> ${OTHER_ROUTE}
      )
    ON CONFLICT DO NOTHING`;
  for (const [name, id] of await loadEndpoints(sql, known.id)) known.endpoints.set(name, id);
}

/** Insert-then-select, because an insert that met a conflict returns nothing. Undefined when nothing was inserted either. */
async function idOf(
  insert: () => Promise<unknown>,
  select: () => Promise<readonly { id: number }[]>,
): Promise<number | undefined> {
  const [found] = await select();
  if (found) return found.id;
  await insert();
  const [made] = await select();
  return made?.id;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function raise(what: string): never {
  throw new Error(`the database does not return ${what}`);
}
