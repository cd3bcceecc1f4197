import { MergedRollup, type Store, type WindowToWrite, writeWindows } from "@vigie/storage";
import type { EndpointShape, Unit } from "./traffic.ts";
import { type Detail, finerThan, type Level } from "./units.ts";

export const SERVICE = "shop";
const WINDOWS_AT_ONCE = 64;

/** A service with its endpoints, known to the store. */
export interface LoadedService {
  serviceId: number;
  instanceId: number;
  /** In the order of the shapes. */
  endpointIds: number[];
}

export async function registerService(
  store: Store,
  shapes: readonly EndpointShape[],
  firstSeenSeconds: number,
): Promise<LoadedService> {
  const { id: instanceId, serviceId } = await store.dimensions.instance({
    service: SERVICE,
    instance: "shop-1",
    release: "2026.11.1",
    environment: "production",
    sdk: "bench/1",
  });
  const { ids } = await store.dimensions.endpoints(SERVICE, shapes);
  const { sql } = store;
  for (const table of ["services", "instances", "endpoints"])
    await sql`UPDATE ${sql(table)} SET first_seen = to_timestamp(${firstSeenSeconds}::float8)`;
  return { serviceId, instanceId, endpointIds: [...ids] };
}

export interface Load {
  service: LoadedService;
  rollup: (endpoint: number, unit: Unit) => MergedRollup | undefined;
  detail: Detail;
  period: { fromSeconds: number; toSeconds: number };
  /** Where ten seconds are kept at all; everywhere by default. */
  tensFrom?: number;
  /** From here on seconds stand as ingest appended them; by default wherever they are drawn one by one. */
  appendedFrom?: number;
}

type ByEndpoint = Map<number, MergedRollup>;

/** Writes all windows of the period at every step, each the sum of the finer ones, as compaction makes them. */
export async function loadTraffic(
  store: Store,
  { service, rollup, detail, period, tensFrom = 0, appendedFrom = 0 }: Load,
): Promise<void> {
  const { fromSeconds, toSeconds } = period;
  const waiting = new Map<number, WindowToWrite[]>();
  const flush = async (step: number) => {
    const windows = waiting.get(step) ?? [];
    waiting.delete(step);
    await writeWindows(store, { step, windows });
  };
  const isStored = (level: Level, startSeconds: number) => {
    if (level > 10) return true;
    const isAppended = startSeconds >= appendedFrom && detail.isSplit(10, Math.floor(startSeconds / 10) * 10);
    return startSeconds >= tensFrom && isAppended === (level === 1);
  };
  const write = async (level: Level, startSeconds: number, endpoints: ByEndpoint) => {
    if (endpoints.size === 0 || !isStored(level, startSeconds)) return;
    // What ingest appends each second belongs to a window of ten.
    const step = level === 1 ? 10 : level;
    const total = new MergedRollup();
    for (const merged of endpoints.values()) total.add(merged);
    const windows = waiting.get(step) ?? [];
    waiting.set(step, windows);
    windows.push({
      startSeconds: Math.floor(startSeconds / step) * step,
      instanceId: service.instanceId,
      endpoints,
      services: new Map([[service.serviceId, total]]),
    });
    if (windows.length >= WINDOWS_AT_ONCE) await flush(step);
  };
  const window = async (level: Level, startSeconds: number): Promise<ByEndpoint> => {
    const endpoints: ByEndpoint = new Map();
    if (startSeconds + level <= fromSeconds || startSeconds >= toSeconds) return endpoints;
    const finer = finerThan(level);
    if (finer !== undefined && detail.isSplit(level, startSeconds)) {
      for (let at = startSeconds; at < startSeconds + level; at += finer) {
        for (const [id, merged] of await window(finer, at)) {
          const sum = endpoints.get(id) ?? new MergedRollup();
          endpoints.set(id, sum);
          sum.add(merged);
        }
      }
    } else {
      for (const [i, id] of service.endpointIds.entries()) {
        const merged = rollup(i, { startSeconds, seconds: level });
        if (merged !== undefined) endpoints.set(id, merged);
      }
    }
    await write(level, startSeconds, endpoints);
    return endpoints;
  };
  for (let day = Math.floor(fromSeconds / 86_400) * 86_400; day < toSeconds; day += 86_400) await window(86_400, day);
  for (const step of [...waiting.keys()]) await flush(step);
}
