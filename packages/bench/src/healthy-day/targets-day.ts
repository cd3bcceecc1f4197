import type { Random } from "../random.ts";

const GB = 1024 ** 3;
const REDIS_LIMIT = 256e6;

/** What collectors see of Redis, Postgres and the machine in one window, by type and name. Counts are of ten seconds. */
export class TargetsDay {
  readonly #random: Random;
  #redisUsed = 60e6;
  #memoryShare = 0.52;

  constructor(random: Random) {
    this.#random = random;
  }

  /**
   * @param requests of all services in the window
   * @param busy 1 is the busiest hour's mean
   * @param starting a process starts: it takes a core for a while, and its connections come one by one
   */
  window(
    startSeconds: number,
    { requests, busy, starting }: { requests: number; busy: number; starting: boolean },
  ): Record<string, Record<string, number>> {
    const random = this.#random;
    const noisy = (value: number, share: number) => value * (1 + share * random.normal());
    // Once an hour what has expired is swept out.
    const isSweep = startSeconds % 3_600 >= 1_020 && startSeconds % 3_600 < 1_050;
    const lookups = random.poisson(2.5 * requests + 4);
    const hits = Math.min(lookups, random.poisson(lookups * (0.84 + 0.08 * Math.min(1, busy * 2))));
    this.#redisUsed += 0.0004 * (60e6 + 70e6 * Math.min(1, busy) - this.#redisUsed) * (isSweep ? 20 : 1);
    this.#memoryShare += 0.02 * (0.52 + 0.02 * busy - this.#memoryShare) + 0.0005 * random.normal();
    const commits = random.poisson(1.4 * requests + 6 + (isSweep ? 60 : 0));
    const blocks = Math.round(noisy(400 * commits + 2_000, 0.1));
    const connections = starting ? 3 : 5 + random.poisson(3 * Math.min(1.5, busy));
    const cpu = 0.04 + 0.3 * busy + (isSweep ? 0.08 : 0) + (starting ? 0.2 : 0);
    return {
      redis: {
        window_seconds: 10,
        "keyspace.hits": hits,
        "keyspace.misses": lookups - hits,
        "memory.used": noisy(this.#redisUsed, 0.003),
        "memory.max": REDIS_LIMIT,
        keys: Math.round(this.#redisUsed / 900),
        "keys.evicted": 0,
        "keys.expired": isSweep ? 400 : random.poisson(3),
        clients: 6,
        "clients.blocked": 0,
        commands: lookups + random.poisson(lookups - hits + 20),
        ping_ms: 0.3 + 0.3 * random.next(),
      },
      postgres: {
        window_seconds: 10,
        connections,
        "connections.all": connections + 8,
        "connections.max": 100,
        "connections.active": Math.min(connections, random.poisson(1 + busy)),
        "connections.idle": connections,
        "connections.idle_in_transaction": 0,
        "connections.waiting": 0,
        "connections.vigie": 8,
        "blocks.hit": Math.round(blocks * (0.992 + 0.006 * random.next())),
        "blocks.read": random.poisson(0.003 * blocks),
        commits,
        rollbacks: random.poisson(0.02),
        deadlocks: 0,
        temp_bytes: 0,
        "transaction.longest_ms": 20 + 300 * random.next() ** 4,
        "statements.slow": 0,
        "database.size": 1.2e9,
      },
      system: {
        "cpu.utilisation": Math.max(0.01, Math.min(1, noisy(cpu, 0.12))),
        cores: 4,
        "load.1m": 4 * cpu,
        "memory.used": this.#memoryShare * 8 * GB,
        "memory.total": 8 * GB,
        "swap.used": 0,
        "disk.utilisation": 0.43,
        window_seconds: 10,
        "network.received": 4_000 * requests,
        "network.sent": 20_000 * requests,
      },
    };
  }
}
