import type { Health, HealthChecks, HealthState } from "@vigie/api";
import { judge, overall } from "./checks.ts";
import type { Probes } from "./probes.ts";
import { createRecentMedian } from "./recent-median.ts";
import { withinMs } from "./within.ts";

/** An answer serves everybody who asks within this time, milliseconds. */
const FRESH_MS = 1_000;
/** Between two measurements that nobody asked for: so that "since" is known, and a first answer does not rest on one ping. */
const EVERY_MS = 5_000;
/** What has not answered by then is away. With the pings before it, every answer comes within 2 s. */
const PROBE_MS = 1_500;

export interface HealthOptions {
  probes: Probes;
  /** Parts that are watched and have no figures right now. */
  unreachable: () => string[];
  /** True while nothing is taken in, because the disk is about to be full. */
  ingestStopped?: () => boolean;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export interface HealthWatch {
  /** At most a second old, and there within two. Never rejects. */
  current(): Promise<Health>;
  stop(): Promise<void>;
}

/** Measures every 5 s, and when asked, but at most once a second, however often that is. */
export function startHealth({
  probes,
  unreachable,
  ingestStopped = () => false,
  now = Date.now,
}: HealthOptions): HealthWatch {
  const startedMs = performance.now();
  const { redisMs, postgresMs, renewPostgres, diskFreeRatio, memoryUsedRatio } = probes;
  const postgres = createRecentMedian(() => within(postgresMs()), renewPostgres);
  const redis = redisMs && createRecentMedian(() => within(redisMs()));
  const entered = new Map<string, { state: HealthState; since: string }>();

  async function measure(): Promise<Health> {
    const [postgresLatency, redisLatency, freeRatio, usedRatio] = await Promise.all([
      postgres(),
      redis?.(),
      within(diskFreeRatio()).catch(() => null),
      within(memoryUsedRatio()).catch(() => null),
    ]);
    const checkedAt = new Date(now()).toISOString();
    const judged = judge({
      postgresMs: postgresLatency,
      redisMs: redisLatency,
      diskFreeRatio: freeRatio,
      memoryUsedRatio: usedRatio,
      ingestStopped: ingestStopped(),
    });
    const dated = <Check extends { state: HealthState }>(name: keyof HealthChecks, check: Check) => {
      const known = entered.get(name);
      const since = known?.state === check.state ? known.since : checkedAt;
      entered.set(name, { state: check.state, since });
      return { ...check, since };
    };
    const checks: HealthChecks = {
      postgres: dated("postgres", judged.postgres),
      redis: dated("redis", judged.redis),
      disk: dated("disk", judged.disk),
      memory: dated("memory", judged.memory),
    };
    const missing = unreachable();
    const states = Object.values(checks).map(({ state }) => state);
    return {
      status: overall(missing.length > 0 ? [...states, "degraded"] : states),
      uptimeSeconds: Math.round((performance.now() - startedMs) / 1000),
      checkedAt,
      checks,
      unreachable: missing,
    };
  }

  let answer: Promise<Health> | undefined;
  let measuring = false;
  let measuredMs = 0;
  const current = (): Promise<Health> => {
    if (answer && (measuring || performance.now() - measuredMs < FRESH_MS)) return answer;
    measuring = true;
    answer = measure().finally(() => {
      measuring = false;
      measuredMs = performance.now();
    });
    return answer;
  };
  void current();
  const timer = setInterval(() => void current(), EVERY_MS);
  timer.unref();
  return {
    current,
    async stop() {
      clearInterval(timer);
      await answer;
      await probes.close();
    },
  };
}

function within<T>(work: Promise<T>): Promise<T> {
  return withinMs(work, PROBE_MS);
}
