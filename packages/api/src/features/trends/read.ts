import {
  type KnownService,
  MergedRollup,
  type MetricName,
  type MetricWindow,
  type Period,
  readMetricWindows,
  readRollups,
  type Store,
} from "@vigie/storage";
import { metricKey, metricsOf, type Samples } from "../../figures/compute.ts";
import { watchedSeconds } from "../../figures/samples.ts";
import { TREND_KEYS } from "./compare.ts";
import { type HeardSeconds, readHeard } from "./query.ts";
import { AGAINST, type Against, NOW_SECONDS, stretchBefore, stretchNow } from "./stretches.ts";

/** One thing for now and for each of the stretches before. */
export interface Stretches<T> {
  now: T;
  before: Record<Against, T>;
}

export interface ReadStretches {
  services: readonly KnownService[];
  nowMs: number;
}

/** What the figures of all services together, of the targets and of the machine are made of, gauges by their mean. */
export async function readServiceStretches(
  store: Store,
  { services, nowMs }: ReadStretches,
): Promise<Stretches<Samples>> {
  const ids = services.map(({ id }) => id);
  const stretches = stretchesAt(nowMs);
  const metrics = metricsOf(TREND_KEYS, "all");
  const [heard, read] = await Promise.all([
    readHeard(store, { services, periods: listOf(stretches) }),
    readEach(stretches, async (period) => {
      const isNow = period === stretches.now;
      const [rollups, windows] = await Promise.all([
        readRollups(store, { kind: "service", ids, period }),
        readMetricWindows(store, { metrics, serviceIds: ids, period, stepSeconds: isNow ? null : NOW_SECONDS }),
      ]);
      return { period, requests: sumOf(rollups.values()), windows: byName(metrics, windows) };
    }),
  ]);
  return mapStretches(read, ({ period, requests, windows }) => ({
    ...requestSamples({ requests, period, of: services, heard, nowMs }),
    windows,
  }));
}

/** What the figures of these endpoints are made of, by their ids. */
export async function readEndpointStretches(
  store: Store,
  { services, nowMs, endpoints }: ReadStretches & { endpoints: readonly { id: number; serviceId: number }[] },
): Promise<Map<number, Stretches<Samples>>> {
  const ids = endpoints.map(({ id }) => id);
  const stretches = stretchesAt(nowMs);
  const [heard, read] = await Promise.all([
    readHeard(store, { services, periods: listOf(stretches) }),
    readEach(stretches, async (period) => ({
      period,
      rollups: await readRollups(store, { kind: "endpoint", ids, period }),
    })),
  ]);
  return new Map(
    endpoints.map(({ id, serviceId }) => {
      const of = services.filter((service) => service.id === serviceId);
      const samples = mapStretches(read, ({ period, rollups }) => ({
        ...requestSamples({ requests: rollups.get(id), period, of, heard, nowMs }),
        windows: new Map<string, MetricWindow>(),
      }));
      return [id, samples];
    }),
  );
}

interface RequestsRead {
  requests: MergedRollup | undefined;
  period: Period;
  of: readonly KnownService[];
  heard: HeardSeconds;
  nowMs: number;
}

/** A rate is of the seconds in which something was heard: what was not watched is no time without requests. */
function requestSamples({ requests, period, of, heard, nowMs }: RequestsRead): Omit<Samples, "windows"> {
  const heardSeconds = heard(
    period,
    of.map(({ id }) => id),
  );
  // A service that sends no figures of its process is known to have been there by its requests alone.
  const seconds = requests && heardSeconds === 0 ? watchedSeconds({ services: of, period, nowMs }) : heardSeconds;
  return { requests, alive: seconds > 0, seconds };
}

function stretchesAt(nowMs: number): Stretches<Period> {
  const now = stretchNow(nowMs);
  const before = Object.fromEntries(AGAINST.map((against) => [against, stretchBefore(now, against)]));
  return { now, before: before as Record<Against, Period> };
}

function listOf<T>({ now, before }: Stretches<T>): T[] {
  return [now, ...AGAINST.map((against) => before[against])];
}

export function mapStretches<T, U>({ now, before }: Stretches<T>, map: (each: T) => U): Stretches<U> {
  const mapped = AGAINST.map((against) => [against, map(before[against])]);
  return { now: map(now), before: Object.fromEntries(mapped) as Record<Against, U> };
}

/** All of them at once. */
async function readEach<T>(periods: Stretches<Period>, read: (period: Period) => Promise<T>): Promise<Stretches<T>> {
  const under = mapStretches(periods, read);
  const [now, ...before] = await Promise.all(listOf(under));
  return {
    now: now as T,
    before: Object.fromEntries(AGAINST.map((against, i) => [against, before[i]])) as Record<Against, T>,
  };
}

function sumOf(rollups: Iterable<MergedRollup>): MergedRollup | undefined {
  let sum: MergedRollup | undefined;
  for (const rollup of rollups) {
    sum ??= new MergedRollup();
    sum.add(rollup);
  }
  return sum;
}

/**
 * Several windows of each metric as one: deltas added up, gauges by their mean; and of what counts by its largest value the median of
 * the windows' largest, since the largest of half an hour is always above that of five minutes.
 */
function byName(metrics: readonly MetricName[], windows: readonly MetricWindow[]): Map<string, MetricWindow> {
  const merged = new Map<string, MetricWindow>();
  for (const metric of metrics) {
    const own = windows.filter((window) => metricKey(window) === metricKey(metric));
    const [first] = own;
    if (first === undefined) continue;
    const samples = own.reduce((sum, window) => sum + window.samples, 0);
    merged.set(metricKey(metric), {
      ...first,
      samples,
      sum: own.reduce((sum, window) => sum + window.sum, 0),
      mean: own.reduce((sum, window) => sum + window.mean * window.samples, 0) / samples,
      max: median(own.map((window) => window.max)),
    });
  }
  return merged;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
