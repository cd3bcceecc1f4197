import { createHash } from "node:crypto";
import type { Vigie } from "@vigie/node";
import { vigieRedis } from "@vigie/node/ioredis";
import { Redis } from "ioredis";

/** The kinds of what is kept, by the prefix of their keys, and how long each is good for, seconds. */
export const CACHE_TTL_SECONDS = {
  search_results: 1_800,
  suggestions: 3_600,
  embeddings: 3_600,
  graph_traversal: 600,
} as const;

export type CacheType = keyof typeof CACHE_TTL_SECONDS;

export interface Cache {
  /** What was kept for these inputs, else what `compute` gives, which is then kept. A cache that fails costs a computation, no more. */
  through<T>(type: CacheType, inputs: readonly unknown[], compute: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Report {
  info(line: string): void;
  warn(line: string): void;
}

/** `search_results:9f86d081884c7d65`: the type, and 16 hex digits of the inputs, so that a long query is no long key. */
export function cacheKey(type: CacheType, inputs: readonly unknown[]): string {
  return `${type}:${createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16)}`;
}

/** Without a URL nothing is kept. Says once whether there is a cache, and once each time that it goes or comes back. */
export function openCache(url: string | undefined, { vigie, report }: { vigie: Vigie; report: Report }): Cache {
  if (url === undefined) {
    report.info("REDIS_URL is not set: running without a cache, every answer is computed.");
    return { through: (_type, _inputs, compute) => compute(), close: async () => {} };
  }
  const client = new Redis(url, {
    connectionName: "code-search",
    // A request never waits for a Redis that is away.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 250,
    retryStrategy: (attempt) => Math.min(attempt * 200, 5_000),
  });
  const redis = vigieRedis(vigie, client);
  let isAway = false;
  redis.on("ready", () => {
    report.info(isAway ? "The cache is back." : "The cache is there.");
    isAway = false;
  });
  redis.on("error", (error: Error) => {
    if (!isAway) report.warn(`The cache is away, answers are computed until it is back: ${error.message}`);
    isAway = true;
  });
  return {
    async through(type, inputs, compute) {
      const key = cacheKey(type, inputs);
      const kept = await redis.get(key).catch(() => null);
      if (kept !== null) return JSON.parse(kept);
      const value = await compute();
      // Not awaited: the answer is ready, and one that was not kept is computed again.
      redis.set(key, JSON.stringify(value), "EX", CACHE_TTL_SECONDS[type]).catch(() => {});
      return value;
    },
    async close() {
      if (redis.status === "ready") await redis.quit().catch(() => {});
      redis.disconnect();
    },
  };
}
