import { MergedRollup, recordSamples, type Sample, type Store, type WindowToWrite, writeWindows } from "@vigie/storage";
import { Random } from "../random.ts";
import { Rhythm } from "./rhythm.ts";
import { type Fault, ServiceDay } from "./service-day.ts";
import { SERVICES, type ServiceModel } from "./services.ts";
import { TargetsDay } from "./targets-day.ts";

/** When the first service is deployed, seconds after midnight: in the busy afternoon. */
const DEPLOY_SECONDS = 14.5 * 3_600;
/** Nothing answers for so long. */
const DEPLOY_GAP_SECONDS = 8;
const STARTING_SECONDS = 30;
/** The coarser windows that compaction would make of the fine ones. */
const COARSE_STEPS = [60, 600, 3_600];

interface Running {
  model: ServiceModel;
  serviceId: number;
  endpointIds: readonly number[];
  instanceId: number;
  rhythm: Rhythm;
  day: ServiceDay;
}

/** Writes what healthy services do, window by window as ingest and compaction would have left it, and knows nothing of who looks. */
export class SimulatedDay {
  readonly #store: Store;
  readonly #seed: number;
  readonly #targets: TargetsDay;
  #running: Running[] = [];
  #startedSeconds = 0;
  requests = 0;

  constructor(store: Store, seed: number) {
    this.#store = store;
    this.#seed = seed;
    this.#targets = new TargetsDay(new Random(seed, 99));
  }

  async start(startSeconds: number): Promise<void> {
    for (const [i, model] of SERVICES.entries()) {
      const instance = await this.#instance(model, "1.0.0", startSeconds);
      const { ids } = await this.#store.dimensions.endpoints(model.name, model.endpoints);
      this.#running.push({
        model,
        serviceId: instance.serviceId,
        endpointIds: ids,
        instanceId: instance.id,
        rhythm: new Rhythm(new Random(this.#seed, i, 1)),
        // It runs since yesterday.
        day: new ServiceDay(model, new Random(this.#seed, i, 2), startSeconds - 86_400),
      });
    }
    const { sql } = this.#store;
    for (const table of ["services", "endpoints"])
      await sql`UPDATE ${sql(table)} SET first_seen = to_timestamp(${startSeconds}::float8)`;
  }

  /** Writes an hour or so: nobody reads beyond its clock. Both ends are whole hours or within one. */
  async write({
    fromSeconds,
    toSeconds,
    fault,
  }: {
    fromSeconds: number;
    toSeconds: number;
    fault?: Fault | undefined;
  }): Promise<void> {
    const windows: WindowToWrite[] = [];
    const samples: Sample[] = [];
    for (let startSeconds = fromSeconds; startSeconds < toSeconds; startSeconds += 10) {
      if (startSeconds % 86_400 === DEPLOY_SECONDS) await this.#deploy(startSeconds);
      this.#window(startSeconds, { fault, windows, samples });
    }
    await writeInSteps(this.#store, windows);
    await recordSamples(this.#store, samples);
  }

  /** As ingest does when it hears of an instance. */
  async heardAt(nowSeconds: number): Promise<void> {
    await this.#store.sql`
      UPDATE instances SET last_seen = to_timestamp(${nowSeconds}::float8)
      WHERE id = ANY(${this.#running.map((one) => one.instanceId)}::bigint[])`;
  }

  async #instance(model: ServiceModel, release: string, atSeconds: number): Promise<{ id: number; serviceId: number }> {
    const instance = await this.#store.dimensions.instance({
      service: model.name,
      instance: `${model.name}-${release}`,
      release,
      environment: "production",
      sdk: "bench/1",
    });
    await this.#store.sql`
      UPDATE instances SET first_seen = to_timestamp(${atSeconds}::float8), last_seen = to_timestamp(${atSeconds}::float8)
      WHERE id = ${instance.id}`;
    return instance;
  }

  async #deploy(atSeconds: number): Promise<void> {
    const [first] = this.#running;
    if (first === undefined) return;
    const { id } = await this.#instance(first.model, "1.1.0", atSeconds);
    first.instanceId = id;
    first.day = new ServiceDay(first.model, new Random(this.#seed, 0, 3), atSeconds + DEPLOY_GAP_SECONDS);
    this.#startedSeconds = atSeconds;
  }

  #window(
    startSeconds: number,
    { fault, windows, samples }: { fault: Fault | undefined; windows: WindowToWrite[]; samples: Sample[] },
  ): void {
    let [requests, busiest] = [0, 0];
    const starting = startSeconds >= this.#startedSeconds && startSeconds < this.#startedSeconds + STARTING_SECONDS;
    const sample = (type: string, instanceId: number | null, values: Record<string, number>, second: number) => {
      for (const [name, value] of Object.entries(values))
        samples.push({ time: (startSeconds + second) * 1000, type, name, value, labels: {}, instanceId });
    };
    for (const { model, serviceId, endpointIds, instanceId, rhythm, day } of this.#running) {
      const isDeployed = starting && startSeconds === this.#startedSeconds && model === SERVICES[0];
      const busy = rhythm.at(startSeconds) * (isDeployed ? 1 - DEPLOY_GAP_SECONDS / 10 : 1);
      const window = day.window(startSeconds, busy, fault);
      const endpoints = new Map<number, MergedRollup>();
      const total = new MergedRollup();
      for (const [i, rollup] of window.endpoints.entries()) {
        if (rollup === undefined) continue;
        endpoints.set(endpointIds[i] ?? 0, rollup);
        total.add(rollup);
      }
      if (total.count > 0)
        windows.push({ startSeconds, instanceId, endpoints, services: new Map([[serviceId, total]]) });
      sample("system", instanceId, window.samples, 9.5);
      requests += window.requests;
      busiest = Math.max(busiest, busy);
    }
    this.requests += requests;
    const targets = this.#targets.window(startSeconds, { requests, busy: busiest, starting });
    for (const [type, values] of Object.entries(targets)) sample(type, null, values, 4);
  }
}

async function writeInSteps(store: Store, fine: readonly WindowToWrite[]): Promise<void> {
  let windows = fine;
  await writeWindows(store, { step: 10, windows });
  for (const step of COARSE_STEPS) {
    windows = summed(windows, step);
    await writeWindows(store, { step, windows });
  }
}

function summed(windows: readonly WindowToWrite[], step: number): WindowToWrite[] {
  const sums = new Map<
    string,
    WindowToWrite & { endpoints: Map<number, MergedRollup>; services: Map<number, MergedRollup> }
  >();
  for (const window of windows) {
    const startSeconds = Math.floor(window.startSeconds / step) * step;
    const key = `${startSeconds} ${window.instanceId}`;
    const sum = sums.get(key) ?? {
      startSeconds,
      instanceId: window.instanceId,
      endpoints: new Map(),
      services: new Map(),
    };
    sums.set(key, sum);
    for (const kind of ["endpoints", "services"] as const) {
      for (const [id, rollup] of window[kind]) {
        const into = sum[kind].get(id) ?? new MergedRollup();
        sum[kind].set(id, into);
        into.add(rollup);
      }
    }
  }
  return [...sums.values()];
}
