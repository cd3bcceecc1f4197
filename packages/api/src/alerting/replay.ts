import {
  findEndpoints,
  findInstances,
  findServices,
  type KnownService,
  MergedRollup,
  type MetricWindow,
  type Period,
  readMetricWindows,
  readPresence,
  readRollupWindows,
  type Store,
} from "@vigie/storage";
import type { FigureKey } from "../figures/catalogue.ts";
import { computeFigure, countSamples, type Samples } from "../figures/compute.ts";
import { readSampleWindows } from "../figures/samples.ts";
import { windowStarts } from "../period.ts";
import type { Reading } from "./condition.ts";
import { countLogsByWindow } from "./log-counts.ts";
import { ownerOf, targetOf } from "./metric.ts";
import type { RuleDraft, Subject } from "./rule.ts";
import { isOfVigie, samplesOf, subjectOf } from "./subject.ts";

export interface ReplayOptions {
  store: Store;
  period: Period;
  /** Distance of two readings. Each is of `windowSeconds` of the rule, or of one step where that is longer. */
  stepSeconds: number;
  nowMs: number;
  /** Of a rule for each endpoint: only these, by id. */
  endpointIds?: readonly number[] | undefined;
}

export interface Replayed {
  subject: Subject;
  /** One at the end of each step of the period. */
  readings: Reading[];
}

const NOTHING: Reading = { value: null, samples: 0 };
/** A preview may take longer than an evaluation. */
const LOGS_TIMEOUT_MS = 10_000;

/** What a rule would have measured in the past, from what is stored: the same arithmetic as `measure`, at coarser steps. */
export async function replay(rule: RuleDraft, options: ReplayOptions): Promise<Replayed[]> {
  const { metric } = rule;
  const starts = windowStarts(options.period, options.stepSeconds);
  const replaying = new Replaying(rule, options, starts);
  switch (metric.kind) {
    case "figure":
      return ownerOf(metric.figure) === "requests"
        ? replaying.requests(metric.figure)
        : replaying.sampled(metric.figure);
    case "silence":
      return replaying.silence();
    case "logs":
      return replaying.logs(metric.query);
    case "sample":
      return replaying.samples(metric);
  }
}

class Replaying {
  readonly #rule: RuleDraft;
  readonly #options: ReplayOptions;
  readonly #starts: readonly number[];
  /** Steps that one reading is made of. */
  readonly #width: number;

  constructor(rule: RuleDraft, options: ReplayOptions, starts: readonly number[]) {
    this.#rule = rule;
    this.#options = options;
    this.#starts = starts;
    this.#width = Math.max(1, Math.round(rule.windowSeconds / options.stepSeconds));
  }

  async requests(figure: FigureKey): Promise<Replayed[]> {
    const { store, period, stepSeconds } = this.#options;
    const { endpoint, release } = this.#rule.scope;
    const services = await this.#services();
    const serviceIds = services.map(({ id }) => id);
    const instanceIds =
      release === undefined ? undefined : (await findInstances(store, { serviceIds, release })).map(({ id }) => id);
    const endpoints = endpoint === undefined ? undefined : [...(await findEndpoints(store, serviceIds)).values()];
    const { endpointIds } = this.#options;
    const wanted =
      typeof endpoint === "object"
        ? endpoints?.filter(({ method, route }) => method === endpoint.method && route === endpoint.route)
        : endpoints?.filter(({ id }) => endpointIds?.includes(id) ?? true);
    const ids = wanted?.map(({ id }) => id) ?? serviceIds;
    const kind = wanted ? "endpoint" : "service";
    const [windows, presence] = await Promise.all([
      readRollupWindows(store, { kind, ids, instanceIds, period, stepSeconds }),
      // Of each service: that another one was there says nothing.
      Promise.all(
        services.map(async (service) => {
          const starts = await readPresence(store, { services: [service], instanceIds, period, stepSeconds });
          return [service.id, new Set(starts)] as const;
        }),
      ),
    ]);
    const presentOf = new Map(presence);
    return ids.map((id, i) => {
      const one = wanted?.[i];
      const service = services.find((each) => each.id === (one?.serviceId ?? id));
      const labels = {
        service: service?.name ?? "",
        ...(one && { method: one.method, route: one.route }),
        ...(release !== undefined && { release }),
      };
      const present = presentOf.get(one?.serviceId ?? id);
      const samplesAt = (start: number): Samples | undefined => {
        const requests = windows.get(start)?.get(id);
        const alive = present?.has(start) ?? false;
        if (requests === undefined && !alive) return undefined;
        return { requests, windows: new Map(), alive, seconds: stepSeconds };
      };
      return { subject: subjectOf(labels), readings: this.#readings(figure, samplesAt) };
    });
  }

  async sampled(figure: FigureKey): Promise<Replayed[]> {
    const { store, period, stepSeconds, nowMs } = this.#options;
    const reading = async (of: readonly KnownService[]) => {
      const windows = await readSampleWindows(store, { keys: [figure], services: of, period, nowMs, stepSeconds });
      return this.#readings(figure, (start) => windows.get(start));
    };
    if (ownerOf(figure) === "target")
      return [{ subject: subjectOf({ target: targetOf(figure) }), readings: await reading([]) }];
    const services = await this.#services();
    return Promise.all(
      services.map(async (service) => ({
        subject: subjectOf({ service: service.name }),
        readings: await reading([service]),
      })),
    );
  }

  async silence(): Promise<Replayed[]> {
    const { store, period, stepSeconds } = this.#options;
    const services = await this.#services();
    return Promise.all(
      services.map(async (service) => {
        const present = new Set(await readPresence(store, { services: [service], period, stepSeconds }));
        let heard: number | null = null;
        const readings = this.#starts.map((start): Reading => {
          if (present.has(start)) heard = start + stepSeconds;
          return heard === null ? NOTHING : { value: (start + stepSeconds - heard) * 1000, samples: 1 };
        });
        return { subject: subjectOf({ service: service.name }), readings };
      }),
    );
  }

  async logs(query: string): Promise<Replayed[]> {
    const { store, period, stepSeconds, nowMs } = this.#options;
    const [services, counts] = await Promise.all([
      this.#services(),
      countLogsByWindow(store, {
        query,
        isOfVigie: isOfVigie(this.#rule),
        period,
        nowMs,
        stepSeconds,
        timeoutMs: LOGS_TIMEOUT_MS,
      }),
    ]);
    return services.map(({ id, name }) => {
      const windows = counts.get(id);
      const readings = this.#starts.map((start): Reading => {
        let count = 0;
        for (let k = 0; k < this.#width; k++) count += windows?.get(start - k * stepSeconds) ?? 0;
        return { value: count, samples: count };
      });
      return { subject: subjectOf({ service: name }), readings };
    });
  }

  async samples(metric: Extract<RuleDraft["metric"], { kind: "sample" }>): Promise<Replayed[]> {
    const { store, period, stepSeconds } = this.#options;
    const { labels = {}, service } = this.#rule.scope;
    const serviceIds = (await this.#services()).map(({ id }) => id);
    const of = samplesOf(this.#rule, metric, serviceIds);
    const rows = await readMetricWindows(store, { ...of, period, stepSeconds });
    const byStart = new Map(rows.map((row) => [row.startSeconds, row]));
    const readings = this.#starts.map((start): Reading => {
      const whole = combineMetrics(this.#last(start, (at) => byStart.get(at)));
      return whole === undefined ? NOTHING : { value: whole[metric.aggregate], samples: whole.samples };
    });
    return [{ subject: subjectOf({ ...(service !== undefined && { service }), ...labels }), readings }];
  }

  async #services(): Promise<KnownService[]> {
    const { service } = this.#rule.scope;
    return findServices(this.#options.store, service);
  }

  #readings(figure: FigureKey, samplesAt: (start: number) => Samples | undefined): Reading[] {
    return this.#starts.map((start) => {
      const samples = combine(this.#last(start, samplesAt));
      if (samples === undefined) return NOTHING;
      const count = countSamples(figure, samples);
      // What is no share of a count is made of one look at least.
      return {
        value: computeFigure(figure, samples),
        samples: count === 0 && samples.requests === undefined ? 1 : count,
      };
    });
  }

  /** What is known of the steps of the window that ends with this one. */
  #last<T>(start: number, at: (start: number) => T | undefined): T[] {
    const found: T[] = [];
    for (let k = this.#width - 1; k >= 0; k--) {
      const one = at(start - k * this.#options.stepSeconds);
      if (one !== undefined) found.push(one);
    }
    return found;
  }
}

function combine(parts: readonly Samples[]): Samples | undefined {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  const withRequests = parts.filter(({ requests }) => requests !== undefined);
  const requests = withRequests.length > 0 ? new MergedRollup() : undefined;
  for (const part of withRequests) requests?.add(part.requests as MergedRollup);
  const windows = new Map<string, MetricWindow>();
  for (const key of new Set(parts.flatMap((part) => [...part.windows.keys()]))) {
    const whole = combineMetrics(parts.flatMap((part) => part.windows.get(key) ?? []));
    if (whole !== undefined) windows.set(key, whole);
  }
  return {
    requests,
    windows,
    alive: parts.some(({ alive }) => alive),
    seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function combineMetrics(parts: readonly MetricWindow[]): MetricWindow | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  const samples = parts.reduce((sum, part) => sum + part.samples, 0);
  return {
    ...first,
    sum: parts.reduce((sum, part) => sum + part.sum, 0),
    max: Math.max(...parts.map(({ max }) => max)),
    mean: parts.reduce((sum, part) => sum + part.mean * part.samples, 0) / samples,
    samples,
  };
}
