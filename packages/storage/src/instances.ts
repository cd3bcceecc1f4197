import { LIMITS, OTHER_NAME, type Resource } from "@vigie/protocol";
import type { Sql } from "./connection.ts";

export interface CachedInstance {
  id: number;
  serviceId: number;
  release: string;
  seenWrittenMs: number;
}

/** Instances in memory, at most; one more takes the place of the one that was heard of longest ago. About 10 MB. */
const INSTANCES_KEPT = 20_000;
/** How long one that is counted under `(other)` stays so without another look, milliseconds. */
const FOLDED_MS = 60_000;

interface Entry {
  instance: CachedInstance;
  untilMs: number;
}

/** The instances that were heard of, of all services. */
export class KnownInstances {
  readonly #sql: Sql;
  /** The one that was heard of longest ago stands first. */
  readonly #entries = new Map<string, Entry>();
  /** By service, since it was last taken. */
  readonly #folded = new Map<number, number>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async find(serviceId: number, resource: Resource): Promise<CachedInstance> {
    const named = { name: resource.instance, release: resource.release ?? "", environment: resource.environment ?? "" };
    const key = keyOf(serviceId, named);
    const entry = this.#entries.get(key);
    if (entry && entry.untilMs > performance.now()) {
      this.#keep(key, entry);
      return entry.instance;
    }
    const known = await this.#select(serviceId, named);
    const taken = known === undefined ? await this.#withinLimits(serviceId, named) : named;
    const id = known ?? (await this.#make(serviceId, taken, resource.sdk));
    const isFolded = keyOf(serviceId, taken) !== key;
    if (isFolded) this.#folded.set(serviceId, (this.#folded.get(serviceId) ?? 0) + 1);
    // One object for one row, so that it is marked as seen once.
    const same = isFolded ? this.#entries.get(keyOf(serviceId, taken))?.instance : undefined;
    const instance = same ?? { id, serviceId, release: taken.release, seenWrittenMs: 0 };
    if (isFolded) this.#keep(keyOf(serviceId, taken), { instance, untilMs: Number.POSITIVE_INFINITY });
    this.#keep(key, { instance, untilMs: isFolded ? performance.now() + FOLDED_MS : Number.POSITIVE_INFINITY });
    return instance;
  }

  /** How many of the service were newly counted under `(other)` since this was asked. */
  takeFolded(serviceId: number): number {
    const folded = this.#folded.get(serviceId) ?? 0;
    this.#folded.delete(serviceId);
    return folded;
  }

  clear(): void {
    this.#entries.clear();
    this.#folded.clear();
  }

  #keep(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size <= INSTANCES_KEPT) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** What the row may be called: past a limit `(other)`. Asked once for each that is new. */
  async #withinLimits(serviceId: number, { name, release, environment }: Named): Promise<Named> {
    const [used] = await this.#sql<Used[]>`
      SELECT count(*)::int AS instances, count(DISTINCT release)::int AS releases,
        count(DISTINCT environment)::int AS environments,
        coalesce(bool_or(release = ${release}), false) AS "hasRelease",
        coalesce(bool_or(environment = ${environment}), false) AS "hasEnvironment"
      FROM instances WHERE service_id = ${serviceId} AND last_seen > now() - interval '1 day'`;
    if (used === undefined) throw new Error("the database does not return a count");
    return {
      name: used.instances < LIMITS.instancesPerService ? name : OTHER_NAME,
      release: used.hasRelease || used.releases < LIMITS.releasesPerService ? release : OTHER_NAME,
      environment: used.hasEnvironment || used.environments < LIMITS.environmentsPerService ? environment : OTHER_NAME,
    };
  }

  async #select(serviceId: number, { name, release, environment }: Named): Promise<number | undefined> {
    const [row] = await this.#sql<{ id: number }[]>`
      SELECT id::float8 FROM instances
      WHERE service_id = ${serviceId} AND name = ${name} AND release = ${release} AND environment = ${environment}`;
    return row?.id;
  }

  async #make(serviceId: number, named: Named, sdk: string): Promise<number> {
    await this.#sql`
      INSERT INTO instances (service_id, name, release, environment, sdk)
      VALUES (${serviceId}, ${named.name}, ${named.release}, ${named.environment}, ${sdk}) ON CONFLICT DO NOTHING`;
    const id = await this.#select(serviceId, named);
    if (id === undefined) throw new Error("the database does not return a row that was just inserted");
    return id;
  }
}

interface Named {
  name: string;
  release: string;
  environment: string;
}

interface Used {
  instances: number;
  releases: number;
  environments: number;
  hasRelease: boolean;
  hasEnvironment: boolean;
}

function keyOf(serviceId: number, { name, release, environment }: Named): string {
  return `${serviceId}\n${name}\n${release}\n${environment}`;
}
