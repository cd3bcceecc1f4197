import { createAnomalyWatch } from "@vigie/api";
import { MergedRollup, type Store, type WindowToWrite, writeWindows } from "@vigie/storage";
import { Random } from "../random.ts";
import { median } from "../statistics.ts";

const SERVICES = 10;
const ENDPOINTS_EACH = 100;
const REQUESTS = 80;
/** Ticks that are measured, and those before in which all detectors are made. */
const TICKS = 20;
const WARM_UP = 12;

/** What a tick costs this process with 1,000 endpoints, all of which have a value every ten seconds. */
export async function measureWideTick(
  store: Store,
  startSeconds: number,
): Promise<{ cpuMs: number; wallMs: number; series: number }> {
  const random = new Random(5);
  const windows: WindowToWrite[] = [];
  for (let service = 0; service < SERVICES; service++) {
    const name = `wide-${service}`;
    const instance = await store.dimensions.instance({
      service: name,
      instance: `${name}-1`,
      release: "1",
      environment: "production",
      sdk: "bench/1",
    });
    const { ids } = await store.dimensions.endpoints(
      name,
      Array.from({ length: ENDPOINTS_EACH }, (_, i) => ({ method: "GET", route: `/resources/${i}/:id` })),
    );
    for (let tick = 0; tick < WARM_UP + TICKS; tick++) {
      const endpoints = new Map(ids.map((id) => [id, drawn(random)]));
      const total = new MergedRollup();
      for (const rollup of endpoints.values()) total.add(rollup);
      windows.push({
        startSeconds: startSeconds + 10 * tick,
        instanceId: instance.id,
        endpoints,
        services: new Map([[instance.serviceId, total]]),
      });
    }
  }
  await writeWindows(store, { step: 10, windows });
  const watch = createAnomalyWatch(store);
  const cpuMs: number[] = [];
  const wallMs: number[] = [];
  let series = 0;
  for (let tick = 0; tick < WARM_UP + TICKS; tick++) {
    const cpu = process.cpuUsage();
    const began = performance.now();
    ({ series } = await watch.tick((startSeconds + 10 * (tick + 1) + 6) * 1000));
    const { user, system } = process.cpuUsage(cpu);
    if (tick < WARM_UP) continue;
    cpuMs.push((user + system) / 1000);
    wallMs.push(performance.now() - began);
  }
  return { cpuMs: median(cpuMs), wallMs: median(wallMs), series };
}

function drawn(random: Random): MergedRollup {
  const rollup = new MergedRollup();
  for (let i = 0; i < REQUESTS; i++) {
    const durationMs = 20 * Math.exp(0.6 * random.normal());
    rollup.histogram.record(durationMs);
    rollup.sumMs += durationMs;
    rollup.minMs = Math.min(rollup.minMs, durationMs);
    rollup.maxMs = Math.max(rollup.maxMs, durationMs);
  }
  rollup.count = rollup.status2xx = REQUESTS;
  return rollup;
}
