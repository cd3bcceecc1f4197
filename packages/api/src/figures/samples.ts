import {
  type KnownService,
  MergedRollup,
  type MetricLatest,
  type MetricWindow,
  type Period,
  PRESENCE,
  readLatestMetrics,
  readMetricWindows,
  readRollups,
  readRollupWindows,
  type Store,
} from "@vigie/storage";
import type { FigureKey } from "./catalogue.ts";
import { byMetric, metricKey, metricsOf, type Samples } from "./compute.ts";

export interface ReadSamples {
  keys: readonly FigureKey[];
  services: readonly KnownService[];
  period: Period;
  nowMs: number;
}

export interface PeriodSamples extends Samples {
  latest: ReadonlyMap<string, MetricLatest>;
}

/** Everything that the figures of one period are made of. */
export async function readSamples(
  store: Store,
  { keys, services, period, nowMs }: ReadSamples,
): Promise<PeriodSamples> {
  const [rollups, metrics] = await Promise.all([
    readRollups(store, { kind: "service", ids: services.map((service) => service.id), period }),
    readMetricSamples(store, { keys, services, period }),
  ]);
  return {
    requests: rollups.size > 0 ? merge(rollups.values()) : undefined,
    ...metrics,
    seconds: watchedSeconds({ services, period, nowMs }),
  };
}

/** What is not made of requests. */
export async function readMetricSamples(
  store: Store,
  { keys, services, period }: Omit<ReadSamples, "nowMs">,
): Promise<Pick<PeriodSamples, "windows" | "latest" | "alive">> {
  const scope = { serviceIds: services.map((service) => service.id), period };
  const [windows, latest] = await Promise.all([
    readMetricWindows(store, { ...scope, metrics: [PRESENCE, ...metricsOf(keys, "windowed")], stepSeconds: null }),
    readLatestMetrics(store, { ...scope, metrics: metricsOf(keys, "latest") }),
  ]);
  return {
    windows: byMetric(windows),
    latest: byMetric(latest),
    alive: windows.some((window) => window.name === PRESENCE.name),
  };
}

/** The same for each window of a chart; windows in which nothing was seen are missing. */
export async function readSampleWindows(
  store: Store,
  { keys, services, period, nowMs, stepSeconds }: ReadSamples & { stepSeconds: number },
): Promise<Map<number, Samples>> {
  const scope = { serviceIds: services.map((service) => service.id), period };
  const needsRequests = keys.some((key) => key.startsWith("api."));
  const [rollups, metrics] = await Promise.all([
    needsRequests
      ? readRollupWindows(store, { kind: "service", ids: scope.serviceIds, period, stepSeconds })
      : new Map<number, Map<number, MergedRollup>>(),
    readMetricWindows(store, { ...scope, metrics: [PRESENCE, ...metricsOf(keys, "all")], stepSeconds }),
  ]);
  const windows = new Map<number, Mutable<Samples>>();
  const windowAt = (seconds: number) => {
    const start = Math.floor(seconds / stepSeconds) * stepSeconds;
    let window = windows.get(start);
    if (!window) {
      const span = {
        fromSeconds: Math.max(start, period.fromSeconds),
        toSeconds: Math.min(start + stepSeconds, period.toSeconds),
      };
      window = {
        requests: undefined,
        windows: new Map(),
        alive: false,
        seconds: watchedSeconds({ services, period: span, nowMs }),
      };
      windows.set(start, window);
    }
    return window;
  };
  for (const [start, byService] of rollups) windowAt(start).requests = merge(byService.values());
  for (const row of metrics) {
    const window = windowAt(row.startSeconds);
    window.windows.set(metricKey(row), row);
    if (row.name === PRESENCE.name) window.alive = true;
  }
  return windows;
}

type Mutable<S extends Samples> = Omit<S, "windows"> & { windows: Map<string, MetricWindow> };

function merge(rollups: Iterable<MergedRollup>): MergedRollup {
  const merged = new MergedRollup();
  for (const row of rollups) merged.add(row);
  return merged;
}

/** Seconds of the period that have passed and in which one of the services was known: what a rate is divided by. */
export function watchedSeconds({
  services,
  period,
  nowMs,
}: Pick<ReadSamples, "services" | "period" | "nowMs">): number {
  const firstSeen = Math.min(...services.map((service) => Date.parse(service.firstSeen) / 1000 - 1));
  const from = Number.isFinite(firstSeen) ? Math.max(period.fromSeconds, firstSeen) : period.fromSeconds;
  return Math.max(1, Math.min(period.toSeconds, nowMs / 1000) - from);
}
