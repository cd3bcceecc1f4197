import { LIMITS, OTHER_ROUTE, type Resource } from "@vigie/protocol";
import type { Sql } from "./connection.ts";

/** The endpoint under which the sum over all endpoints of a service is kept, from step 60 up. No request has method `*`. */
export const TOTAL = { method: "*", route: "(total)" } as const;
const OTHER = { method: "ANY", route: OTHER_ROUTE } as const;
/** How often `last_seen` of an instance is written, milliseconds. */
const LAST_SEEN_EVERY_MS = 10_000;

interface KnownService {
  id: number;
  totalEndpointId: number;
  /** Endpoint id by `METHOD route`. */
  endpoints: Map<string, number>;
  instances: Map<string, KnownInstance>;
}

export interface KnownInstance {
  id: number;
  serviceId: number;
  seenWrittenMs: number;
}

export interface EndpointKey {
  method: string;
  route: string;
}

/** Ids of services, instances and endpoints: cached, made when first seen. */
export interface Dimensions {
  instance(resource: Resource): Promise<KnownInstance>;
  /**
   * Ids of endpoints, in the order of `keys`. Past LIMITS.endpointsPerService a new endpoint becomes `(other)`; `folded` says how
   * many of the keys did.
   */
  endpoints(service: string, keys: readonly EndpointKey[]): Promise<{ ids: number[]; folded: boolean[] }>;
  /** Marks instances as seen; writes at most every 10 s each. */
  touch(instances: readonly KnownInstance[], nowMs: number): Promise<void>;
  /** Forgets everything: after the database was replaced under us. */
  forget(): void;
}

export function createDimensions(sql: Sql): Dimensions {
  const services = new Map<string, Promise<KnownService>>();

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
    async instance(resource) {
      const known = await service(resource.service);
      const key = `${resource.instance}\n${resource.release ?? ""}\n${resource.environment ?? ""}`;
      let instance = known.instances.get(key);
      if (!instance) {
        const id = await idOf(
          () => sql`
            INSERT INTO instances (service_id, name, release, environment, sdk)
            VALUES (${known.id}, ${resource.instance}, ${resource.release ?? ""}, ${resource.environment ?? ""}, ${resource.sdk})
            ON CONFLICT DO NOTHING`,
          () => sql<{ id: number }[]>`
            SELECT id::float8 FROM instances
            WHERE service_id = ${known.id} AND name = ${resource.instance}
              AND release = ${resource.release ?? ""} AND environment = ${resource.environment ?? ""}`,
        );
        instance = { id, serviceId: known.id, seenWrittenMs: 0 };
        known.instances.set(key, instance);
      }
      return instance;
    },

    async endpoints(serviceName, keys) {
      const known = await service(serviceName);
      const missing = new Map<string, EndpointKey>();
      const room = LIMITS.endpointsPerService - known.endpoints.size;
      const wanted = keys.map((key) => {
        const name = `${key.method} ${key.route}`;
        if (known.endpoints.has(name) || missing.has(name)) return name;
        if (missing.size < room || key.route === OTHER_ROUTE) {
          missing.set(name, key);
          return name;
        }
        return null;
      });
      const other = `${OTHER.method} ${OTHER.route}`;
      if (wanted.includes(null) && !known.endpoints.has(other)) missing.set(other, OTHER);
      if (missing.size > 0) await addEndpoints(sql, known, [...missing.values()]);
      return {
        ids: wanted.map((name) => known.endpoints.get(name ?? other) ?? raise(name ?? other)),
        folded: wanted.map((name) => name === null),
      };
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

    forget: () => services.clear(),
  };
}

async function loadService(sql: Sql, name: string): Promise<KnownService> {
  const id = await idOf(
    () => sql`INSERT INTO services (name) VALUES (${name}) ON CONFLICT DO NOTHING`,
    () => sql<{ id: number }[]>`SELECT id::float8 FROM services WHERE name = ${name}`,
  );
  const known: KnownService = { id, totalEndpointId: 0, endpoints: new Map(), instances: new Map() };
  await addEndpoints(sql, known, [TOTAL]);
  const rows = await sql<{ id: number; method: string; route: string }[]>`
    SELECT id::float8, method, route FROM endpoints WHERE service_id = ${id}`;
  for (const row of rows) known.endpoints.set(`${row.method} ${row.route}`, row.id);
  const total = `${TOTAL.method} ${TOTAL.route}`;
  known.totalEndpointId = known.endpoints.get(total) ?? raise(total);
  known.endpoints.delete(total);
  return known;
}

async function addEndpoints(sql: Sql, known: KnownService, keys: readonly EndpointKey[]): Promise<void> {
  const sorted = [...keys].sort((a, b) => compare(`${a.method} ${a.route}`, `${b.method} ${b.route}`));
  const methods = sorted.map((key) => key.method);
  const routes = sorted.map((key) => key.route);
  await sql`
    INSERT INTO endpoints (service_id, method, route)
    SELECT ${known.id}::bigint, method, route FROM unnest(${methods}::text[], ${routes}::text[]) AS new (method, route)
    ON CONFLICT DO NOTHING`;
  const rows = await sql<{ id: number; method: string; route: string }[]>`
    SELECT id::float8, method, route FROM endpoints
    WHERE service_id = ${known.id}
      AND (method, route) IN (SELECT * FROM unnest(${methods}::text[], ${routes}::text[]))`;
  for (const row of rows) known.endpoints.set(`${row.method} ${row.route}`, row.id);
}

/** Insert-then-select, because an insert that met a conflict returns nothing. */
async function idOf(insert: () => Promise<unknown>, select: () => Promise<readonly { id: number }[]>): Promise<number> {
  const [found] = await select();
  if (found) return found.id;
  await insert();
  const [made] = await select();
  return made?.id ?? raise("a row that was just inserted");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function raise(what: string): never {
  throw new Error(`the database does not return ${what}`);
}
