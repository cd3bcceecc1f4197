import { Redis } from "ioredis";
import { type Collector, createDeltas } from "./collector.ts";

const TIMEOUT_MS = 3_000;

export interface RedisCollector extends Collector {
  /** Milliseconds of one round trip. Rejects when there is no answer, and when none is configured. */
  ping(): Promise<number>;
}

/** Samples `INFO` and times a `PING`. */
export function redisCollector(url: string | undefined): RedisCollector {
  const remedy = "Check REDIS_URL and that Redis runs and takes connections from this machine.";
  if (url === undefined) {
    return {
      part: "redis",
      shared: true,
      target: "",
      remedy,
      notConfigured: { reason: "No Redis is watched.", remedy: "Set REDIS_URL and start Vigie again." },
      sample: () => Promise.resolve({ values: {} }),
      ping: () => Promise.reject(new Error("no Redis is configured")),
      close: () => Promise.resolve(),
    };
  }
  const redis = new Redis(url, {
    lazyConnect: true,
    connectionName: "vigie",
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(attempt * 500, 5_000),
  });
  // Why the connection is gone: commands say only that it is.
  let lastError: Error | undefined;
  redis.on("error", (error) => {
    lastError = error;
  });
  redis.on("close", () => {
    lastError ??= new Error("the connection was closed");
  });
  redis.on("ready", () => {
    lastError = undefined;
  });
  const deltas = createDeltas();
  // What is sent from here is none of the target's traffic.
  let ownCommands = 0;
  let opening: Promise<void> | undefined;
  const ping = async () => {
    if (redis.status === "wait" || redis.status === "end") {
      opening = redis.connect().finally(() => {
        opening = undefined;
      });
    }
    await opening;
    ownCommands++;
    const startedMs = performance.now();
    await redis.ping();
    return performance.now() - startedMs;
  };
  return {
    part: "redis",
    shared: true,
    target: hostOf(url),
    remedy,
    ping,
    async sample(nowMs) {
      let pingMs: number;
      let info: Map<string, string>;
      let ownBefore: number;
      try {
        pingMs = await ping();
        ownBefore = ++ownCommands;
        info = parseInfo(await redis.info());
      } catch (error) {
        throw redis.status === "ready" ? error : (lastError ?? error);
      }
      const number = (name: string) => Number(info.get(name) ?? 0);
      return {
        values: {
          ...gauges(info),
          ping_ms: pingMs,
          ...deltas(
            {
              "keyspace.hits": number("keyspace_hits"),
              "keyspace.misses": number("keyspace_misses"),
              "keys.evicted": number("evicted_keys"),
              "keys.expired": number("expired_keys"),
              commands: number("total_commands_processed") - ownBefore,
            },
            nowMs,
          ),
        },
      };
    },
    async close() {
      redis.disconnect();
    },
  };
}

function gauges(info: Map<string, string>): Record<string, number> {
  const number = (name: string) => Number(info.get(name) ?? 0);
  let keys = 0;
  for (const [name, value] of info) if (/^db\d+$/.test(name)) keys += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  const maxMemory = number("maxmemory");
  return {
    "memory.used": number("used_memory"),
    // No limit is told as no value: a limit made up would make up a percentage.
    ...(maxMemory > 0 ? { "memory.max": maxMemory } : {}),
    keys,
    clients: Math.max(0, number("connected_clients") - 1),
    "clients.blocked": number("blocked_clients"),
  };
}

export function parseInfo(text: string): Map<string, string> {
  const info = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) info.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return info;
}

function hostOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || "6379"}`;
}
