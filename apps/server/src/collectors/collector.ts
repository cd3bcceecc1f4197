import type { CollectorProblem } from "@vigie/api";

/** The parts that are sampled; requests come by themselves. */
export type CollectorPart = "redis" | "postgres" | "system";

/** One target, sampled every 10 s. */
export interface Collector {
  part: CollectorPart;
  /** Set when there is nothing to sample: why, and what to do. */
  notConfigured?: Omit<CollectorProblem, "since" | "code">;
  /** True where only one of several servers may sample, because all would see the same. */
  shared: boolean;
  /** Values by metric name. Throws when the target does not answer. */
  sample(nowMs: number): Promise<Sampled>;
  /** What a person should do when it does not answer. */
  remedy: string;
  /** The target, without its credentials. */
  target: string;
  close(): Promise<void>;
}

export interface Sampled {
  values: Record<string, number>;
  /** Values that differ by label: one list per metric name. */
  labelled?: Record<string, { labels: Record<string, string>; value: number }[]>;
}

/**
 * Turns counters that only grow into what was added since the sample before, with the seconds covered under `window_seconds`.
 * The first sample, and the one after the target restarted, give nothing.
 */
export function createDeltas(): (counters: Record<string, number>, nowMs: number) => Record<string, number> {
  let before: { counters: Record<string, number>; atMs: number } | undefined;
  return (counters, nowMs) => {
    const last = before;
    before = { counters, atMs: nowMs };
    if (!last || nowMs <= last.atMs) return {};
    const deltas: Record<string, number> = {};
    for (const [name, value] of Object.entries(counters)) {
      const added = value - (last.counters[name] ?? value);
      if (added < 0) return {};
      deltas[name] = added;
    }
    return { ...deltas, window_seconds: (nowMs - last.atMs) / 1000 };
  };
}
