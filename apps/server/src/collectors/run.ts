import { setTimeout as sleep } from "node:timers/promises";
import type { CollectorProblem } from "@vigie/api";
import { type Leadership, problemOf, recordSamples, type Sample, type Store } from "@vigie/storage";
import type { Collector, CollectorPart } from "./collector.ts";

const EVERY_MS = 10_000;
/** How long stopping waits for a sample under way, milliseconds. */
const STOP_MS = 1_000;

export interface Collectors {
  problem(part: string): CollectorProblem | null;
  /** Parts that are configured and do not answer. */
  unreachable(): CollectorPart[];
  stop(): Promise<void>;
}

export interface CollectorsOptions {
  collectors: readonly Collector[];
  store: Store;
  leadership: Leadership;
  /** Whether samples can be stored; a target is looked at all the same. Default: always. */
  hasRoom?: () => boolean;
  now: () => number;
  /** One line for Vigie's own log. */
  report: (line: string) => void;
  /** Default 10 s. */
  everyMs?: number;
}

/** Samples every target each 10 s, each failing alone, the first time at once. */
export function startCollectors({
  collectors,
  store,
  leadership,
  hasRoom = () => true,
  now,
  report,
  everyMs = EVERY_MS,
}: CollectorsOptions): Collectors {
  const problems = new Map<CollectorPart, CollectorProblem>();
  const busy = new Map<Collector, Promise<void>>();

  for (const { part, notConfigured } of collectors) {
    if (notConfigured)
      problems.set(part, { ...notConfigured, code: "NOT_CONFIGURED", since: new Date(now()).toISOString() });
  }
  const configured = collectors.filter((collector) => !collector.notConfigured);

  async function collect(collector: Collector): Promise<void> {
    const { part, target, remedy } = collector;
    try {
      if (collector.shared && !(await leadership.leads())) {
        // Another server looks at it now; what this one last saw of it says nothing any more.
        problems.delete(part);
        return;
      }
    } catch {
      // Without the store nothing can be kept either; its own state tells.
      return;
    }
    let samples: Sample[];
    try {
      const atMs = now();
      const { values, labelled = {} } = await collector.sample(atMs);
      samples = [
        ...Object.entries(values).map(([name, value]) => ({ name, value, labels: {} })),
        ...Object.entries(labelled).flatMap(([name, list]) => list.map((one) => ({ name, ...one }))),
      ]
        .filter(({ value }) => Number.isFinite(value))
        .map((sample) => ({ ...sample, time: atMs, type: part, instanceId: null }));
    } catch (error) {
      const reason = `${NAMES[part]} at ${target} does not answer: ${problemOf(error)}.`;
      const known = problems.get(part);
      if (!known) report(`${reason} ${remedy}`);
      // The first reason is often only that the connection ended; why it cannot be made again comes after.
      problems.set(part, { code: "UNREACHABLE", reason, remedy, since: known?.since ?? new Date(now()).toISOString() });
      return;
    }
    if (problems.delete(part)) report(`${NAMES[part]} at ${target} answers again.`);
    if (hasRoom()) await recordSamples(store, samples).catch(() => {});
  }

  const tick = () => {
    for (const collector of configured) {
      // A target that hangs is not asked again until it answered or the time for that is over.
      if (busy.has(collector)) continue;
      busy.set(
        collector,
        collect(collector).finally(() => busy.delete(collector)),
      );
    }
  };
  tick();
  const timer = setInterval(tick, everyMs);

  return {
    problem: (part) => problems.get(part as CollectorPart) ?? null,
    unreachable: () => configured.map(({ part }) => part).filter((part) => problems.has(part)),
    async stop() {
      clearInterval(timer);
      await Promise.race([Promise.allSettled(busy.values()), sleep(STOP_MS, undefined, { ref: false })]);
      await Promise.allSettled([...collectors.map((collector) => collector.close()), leadership.close()]);
    },
  };
}

const NAMES: Record<CollectorPart, string> = { redis: "Redis", postgres: "Postgres", system: "The machine" };
