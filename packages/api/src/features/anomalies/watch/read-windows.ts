import {
  findEndpoints,
  findServices,
  type KnownEndpoint,
  type KnownService,
  type MergedRollup,
  type MetricWindow,
  type Period,
  PRESENCE,
  readMetricWindowsByService,
  readRollupWindows,
  type Store,
} from "@vigie/storage";
import { metricKey, metricsOf, type Samples } from "../../../figures/compute.ts";
import { SERVICE_FIGURES, TARGET_FIGURES, type WatchedFigure } from "./watched-figures.ts";

/** All that is watched of one window. */
export interface WatchWindow {
  startSeconds: number;
  /** Of the targets and the machine. */
  targets: Samples;
  /** By id; without a service of which nothing was heard. */
  services: Map<number, Samples>;
  /** By id; without endpoints that had no request. */
  endpoints: ReadonlyMap<number, MergedRollup>;
}

export interface WatchWindows {
  services: ReadonlyMap<number, KnownService>;
  endpoints: ReadonlyMap<number, KnownEndpoint>;
  /** Those in which anything was seen, ascending. */
  windows: WatchWindow[];
}

const keysOf = (figures: readonly WatchedFigure[]) => figures.map((figure) => figure.key);
const METRICS = [PRESENCE, ...metricsOf([...keysOf(SERVICE_FIGURES), ...keysOf(TARGET_FIGURES)], "all")].filter(
  (metric, i, all) => all.findIndex((other) => metricKey(other) === metricKey(metric)) === i,
);

const NO_ENDPOINTS: ReadonlyMap<number, MergedRollup> = new Map();

/** Everything that happened in the windows of a period, but to Vigie itself: three queries, however many services and endpoints there are. */
export async function readWatchWindows(
  store: Store,
  { period, stepSeconds }: { period: Period; stepSeconds: number },
): Promise<WatchWindows> {
  const services = new Map((await findServices(store, undefined)).map((service) => [service.id, service]));
  const serviceIds = [...services.keys()];
  const endpoints = await findEndpoints(store, serviceIds);
  const of = { period, stepSeconds };
  const [ofServices, ofEndpoints, metrics] = await Promise.all([
    readRollupWindows(store, { kind: "service", ids: serviceIds, ...of }),
    readRollupWindows(store, { kind: "endpoint", ids: [...endpoints.keys()], ...of }),
    readMetricWindowsByService(store, { metrics: METRICS, ...of }),
  ]);

  const byStart = new Map<number, Mutable<WatchWindow>>();
  const windowAt = (startSeconds: number) => {
    let window = byStart.get(startSeconds);
    if (window === undefined) {
      window = {
        startSeconds,
        targets: nothing(stepSeconds),
        services: new Map(),
        endpoints: ofEndpoints.get(startSeconds) ?? NO_ENDPOINTS,
      };
      byStart.set(startSeconds, window);
    }
    return window;
  };
  const serviceAt = (startSeconds: number, id: number) => {
    const window = windowAt(startSeconds);
    const samples = window.services.get(id) ?? { ...nothing(stepSeconds), alive: true };
    window.services.set(id, samples);
    return samples;
  };
  for (const [startSeconds, byService] of ofServices) {
    for (const [id, requests] of byService) serviceAt(startSeconds, id).requests = requests;
  }
  for (const row of metrics) {
    if (row.serviceId !== null && !services.has(row.serviceId)) continue;
    const samples =
      row.serviceId === null ? windowAt(row.startSeconds).targets : serviceAt(row.startSeconds, row.serviceId);
    samples.windows.set(metricKey(row), row);
  }
  return { services, endpoints, windows: [...byStart.values()].sort((a, b) => a.startSeconds - b.startSeconds) };
}

type MutableSamples = Omit<Samples, "windows"> & { windows: Map<string, MetricWindow> };
type Mutable<W extends WatchWindow> = Omit<W, "targets" | "services"> & {
  targets: MutableSamples;
  services: Map<number, MutableSamples>;
};

function nothing(stepSeconds: number): MutableSamples {
  return { requests: undefined, windows: new Map(), alive: false, seconds: stepSeconds };
}
