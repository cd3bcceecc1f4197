import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { Redis } from "ioredis";
import type { LaunchEnv } from "../env.ts";
import { freePort } from "./free-port.ts";

const MEMORY = "32mb";

export interface RedisToStart {
  binary: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  url: string;
}

/** A Redis for the cache, small and keeping nothing; null when there is no redis-server. */
export async function redisToStart({ all, redisServer, redisLibs, path }: LaunchEnv): Promise<RedisToStart | null> {
  const binary = redisServer ?? (await onPath("redis-server", path));
  if (binary === undefined) return null;
  const port = await freePort();
  const settings = {
    port: String(port),
    bind: "127.0.0.1",
    save: "",
    appendonly: "no",
    maxmemory: MEMORY,
    "maxmemory-policy": "allkeys-lru",
    loglevel: "warning",
  };
  return {
    binary,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: redisServer && redisLibs ? { ...all, LD_LIBRARY_PATH: redisLibs } : all,
    url: `redis://127.0.0.1:${port}`,
  };
}

/** Resolves when it takes commands. */
export async function redisAnswers(url: string): Promise<void> {
  const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  probe.on("error", () => {});
  try {
    await probe.ping();
  } finally {
    probe.disconnect();
  }
}

async function onPath(program: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, program);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
