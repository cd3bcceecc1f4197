import {
  findEndpoints,
  findInstances,
  findServices,
  type KnownService,
  type MergedRollup,
  OWN_SERVICE,
  type Period,
  readLastHeard,
  readMetricWindows,
  readPresence,
  readRollups,
  type Store,
} from "@vigie/storage";
import type { FigureKey } from "../figures/catalogue.ts";
import { computeFigure, countSamples, type Samples } from "../figures/compute.ts";
import { readMetricSamples, watchedSeconds } from "../figures/samples.ts";
import type { Reading } from "./condition.ts";
import { countLogsByService } from "./log-counts.ts";
import { ownerOf, targetOf } from "./metric.ts";
import type { Rule, RuleDraft, Subject } from "./rule.ts";
import { isOfVigie, samplesOf, subjectOf } from "./subject.ts";

/** One thing that a rule watches, as it is now. */
export interface Measured {
  subject: Subject;
  reading: Reading;
}

/** A service that was not heard of for so long is given up: its silence is no news any more. */
const GIVEN_UP_MS = 86_400_000;
/** Instances send every 10 s what they are; later than this they are not there. */
const ALIVE_WITHIN_MS = 25_000;

export interface MeasureOptions {
  store: Store;
  /** End of the windows, seconds since 1970, a whole ten. */
  toSeconds: number;
  nowMs: number;
}

/**
 * What each rule measures in its window that ends at `toSeconds`, of everything that it watches. However many rules there are, what several
 * of them need is read once.
 */
export function createMeasuring({ store, toSeconds, nowMs }: MeasureOptions) {
  const reads = new Map<string, Promise<unknown>>();
  /** What was asked before in this evaluation is not read again. */
  function once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = reads.get(key);
    if (known !== undefined) return known as Promise<T>;
    const reading = read();
    reads.set(key, reading);
    return reading;
  }

  const periodOf = ({ windowSeconds }: RuleDraft): Period => ({ fromSeconds: toSeconds - windowSeconds, toSeconds });
  const lastHeard = () => once("heard", () => readLastHeard(store.sql));
  const servicesOf = async ({ scope }: RuleDraft): Promise<KnownService[]> => {
    if (scope.service === OWN_SERVICE) return once("own", () => findServices(store, OWN_SERVICE));
    const all = await once("services", () => findServices(store, undefined));
    return scope.service === undefined ? all : all.filter(({ name }) => name === scope.service);
  };

  async function readRequests(
    rule: RuleDraft,
    kind: "service" | "endpoint",
  ): Promise<ReadonlyMap<number, MergedRollup>> {
    const period = periodOf(rule);
    const { service, release } = rule.scope;
    if (release !== undefined) {
      return once(`requests ${kind} ${rule.windowSeconds} ${service} ${release}`, async () => {
        const serviceIds = (await servicesOf(rule)).map(({ id }) => id);
        const instances = await findInstances(store, { serviceIds, release });
        const ids = kind === "service" ? serviceIds : [...(await findEndpoints(store, serviceIds)).keys()];
        return readRollups(store, { kind, ids, instanceIds: instances.map(({ id }) => id), period });
      });
    }
    const isOwn = service === OWN_SERVICE;
    // Of all services at once, also for a rule of one: another rule asks for the next.
    return once(`requests ${kind} ${rule.windowSeconds} ${isOwn}`, async () => {
      const serviceIds = (await servicesOf({ ...rule, scope: isOwn ? rule.scope : {} })).map(({ id }) => id);
      const ids = kind === "service" ? serviceIds : [...(await findEndpoints(store, serviceIds)).keys()];
      return readRollups(store, { kind, ids, period });
    });
  }

  /** Services that were there: of which no request means none. */
  async function aliveOf(rule: RuleDraft, services: readonly KnownService[]): Promise<ReadonlySet<number>> {
    if (nowMs - toSeconds * 1000 < ALIVE_WITHIN_MS) {
      const heard = await lastHeard();
      return new Set(services.map(({ id }) => id).filter((id) => nowMs - (heard.get(id) ?? 0) < ALIVE_WITHIN_MS));
    }
    // Judged late: who is heard of now may have been away then, as may Vigie.
    const present = await Promise.all(
      services.map((service) =>
        once(`present ${service.id} ${rule.windowSeconds}`, () =>
          readPresence(store, { services: [service], period: periodOf(rule), stepSeconds: 10 }),
        ),
      ),
    );
    return new Set(services.filter((_, i) => (present[i]?.length ?? 0) > 0).map(({ id }) => id));
  }

  function figureOf(
    figure: FigureKey,
    rule: RuleDraft,
    of: { service: KnownService; requests: MergedRollup | undefined; isAlive: boolean },
  ): Reading {
    const samples: Samples = {
      requests: of.requests,
      windows: new Map(),
      alive: of.isAlive,
      seconds: watchedSeconds({ services: [of.service], period: periodOf(rule), nowMs }),
    };
    return { value: computeFigure(figure, samples), samples: countSamples(figure, samples) };
  }

  async function measureRequests(rule: RuleDraft, figure: FigureKey): Promise<Measured[]> {
    const { endpoint, release } = rule.scope;
    const services = await servicesOf(rule);
    const alive = await aliveOf(rule, services);
    const isAlive = (id: number) => alive.has(id);
    const labelled = (labels: Record<string, string>) =>
      subjectOf({ ...labels, ...(release !== undefined && { release }) });
    if (endpoint === undefined) {
      const requests = await readRequests(rule, "service");
      return services.map((service) => ({
        subject: labelled({ service: service.name }),
        reading: figureOf(figure, rule, { service, requests: requests.get(service.id), isAlive: isAlive(service.id) }),
      }));
    }
    const requests = await readRequests(rule, "endpoint");
    const measured: Measured[] = [];
    for (const service of services) {
      const endpoints = await once(`endpoints ${service.id}`, () => findEndpoints(store, [service.id]));
      const wanted =
        endpoint === "each"
          ? endpoints.values()
          : await once(`endpoint names ${service.id}`, async () => byName(endpoints.values())).then((named) => {
              const one = named.get(`${endpoint.method} ${endpoint.route}`);
              return one ? [one] : [];
            });
      for (const { id, method, route } of wanted) {
        const own = requests.get(id);
        // One of each that had no request is only interesting when an alert of it is open: then it is missing, which says the same.
        if (own === undefined && endpoint === "each") continue;
        measured.push({
          subject: labelled({ service: service.name, method, route }),
          reading: figureOf(figure, rule, { service, requests: own, isAlive: isAlive(service.id) }),
        });
      }
    }
    return measured;
  }

  async function measureMetrics(rule: RuleDraft, figure: FigureKey, keys: readonly FigureKey[]): Promise<Measured[]> {
    const period = periodOf(rule);
    const read = async (services: readonly KnownService[], key: string): Promise<Reading> => {
      const samples = await once(`metrics ${key} ${rule.windowSeconds}`, () =>
        readMetricSamples(store, { keys, services, period }),
      );
      const all: Samples = { requests: undefined, ...samples, seconds: rule.windowSeconds };
      return {
        value: computeFigure(figure, all),
        samples: countSamples(figure, all) || (rule.minimumSamples > 0 ? 0 : 1),
      };
    };
    if (ownerOf(figure) === "target")
      return [{ subject: subjectOf({ target: targetOf(figure) }), reading: await read([], "") }];
    const services = await servicesOf(rule);
    return Promise.all(
      services.map(async (service) => ({
        subject: subjectOf({ service: service.name }),
        reading: await read([service], String(service.id)),
      })),
    );
  }

  async function measureSilence(rule: RuleDraft): Promise<Measured[]> {
    const [services, heard] = await Promise.all([servicesOf(rule), lastHeard()]);
    return services.map(({ id, name }) => {
      const silentMs = toSeconds * 1000 - (heard.get(id) ?? 0);
      const value = silentMs > GIVEN_UP_MS ? null : Math.max(0, silentMs);
      return { subject: subjectOf({ service: name }), reading: { value, samples: 1 } };
    });
  }

  async function measureLogs(rule: RuleDraft, query: string): Promise<Measured[]> {
    const [services, counts] = await Promise.all([
      servicesOf(rule),
      once(`logs ${rule.windowSeconds} ${isOfVigie(rule)} ${query}`, () =>
        countLogsByService(store, { query, isOfVigie: isOfVigie(rule), period: periodOf(rule), nowMs }),
      ),
    ]);
    return services.map(({ id, name }) => {
      const count = counts.get(id) ?? 0;
      return { subject: subjectOf({ service: name }), reading: { value: count, samples: count } };
    });
  }

  async function measureSample(
    rule: RuleDraft,
    metric: Extract<RuleDraft["metric"], { kind: "sample" }>,
  ): Promise<Measured[]> {
    const { labels = {}, service } = rule.scope;
    const serviceIds = (await servicesOf(rule)).map(({ id }) => id);
    const [total] = await once(`sample ${JSON.stringify([metric, labels, service, rule.windowSeconds])}`, () =>
      readMetricWindows(store, { ...samplesOf(rule, metric, serviceIds), period: periodOf(rule), stepSeconds: null }),
    );
    return [
      {
        subject: subjectOf({ ...(service !== undefined && { service }), ...labels }),
        reading: { value: total?.[metric.aggregate] ?? null, samples: total?.samples ?? 0 },
      },
    ];
  }

  /** `keys`: all figures that any rule asks for, so that those of one target are read together. */
  return function measure(rule: Rule | RuleDraft, keys: readonly FigureKey[]): Promise<Measured[]> {
    const { metric } = rule;
    switch (metric.kind) {
      case "figure":
        return ownerOf(metric.figure) === "requests"
          ? measureRequests(rule, metric.figure)
          : measureMetrics(rule, metric.figure, keys);
      case "silence":
        return measureSilence(rule);
      case "logs":
        return measureLogs(rule, metric.query);
      case "sample":
        return measureSample(rule, metric);
    }
  };
}

function byName<E extends { method: string; route: string }>(endpoints: Iterable<E>): Map<string, E> {
  return new Map([...endpoints].map((endpoint) => [`${endpoint.method} ${endpoint.route}`, endpoint]));
}
