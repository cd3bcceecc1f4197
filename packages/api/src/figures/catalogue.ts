/**
 * Every figure that Vigie can show, by key: what it is called, its unit, which way is better, where it starts to
 * matter, and which samples it is made of. `summary`, `timeline` and `status` all read this one catalogue, so that a
 * card, a chart, the table and the banner never disagree.
 */
export type Part = "api" | "redis" | "postgres" | "system";

/** How a person reads the value. `ratio` is 0–1 and shown as %. */
export type Unit = "count" | "perSecond" | "perHour" | "ms" | "ratio" | "bytes" | "bytesPerSecond" | "none";

export type State = "ok" | "info" | "warning" | "critical";

export interface Threshold {
  comparison: "above" | "below";
  info?: number;
  warning?: number;
  critical?: number;
  /** Below this many requests in the judged minute the figure is not judged. */
  minimumRequests?: number;
}

/** From which samples of `metrics` a figure is made, and how a period of them becomes one value. */
export type Recipe =
  /** The last sample of the period: gauges. */
  | { from: "latest"; metric: string }
  /** Mean over time: gauges that jump from one sample to the next. */
  | { from: "mean"; metric: string }
  /** The largest sample of the period. */
  | { from: "max"; metric: string }
  /** Σ of the deltas. */
  | { from: "sum"; metric: string }
  /** Σ of the deltas ÷ seconds that the samples cover. `perSeconds` scales it: 3600 gives a rate per hour. */
  | { from: "rate"; metric: string; perSeconds: number }
  /** Σ part ÷ Σ (part + rest): a ratio of the period, never an average of ratios. */
  | { from: "share"; part: string; rest: string }
  /** Latest part ÷ latest whole; nothing where there is no whole (no limit set). */
  | { from: "quotient"; part: string; whole: string }
  /** From the rollups of requests. */
  | { from: "requests" };

export interface FigureDefinition {
  part: Part;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | "neither";
  recipe: Recipe;
  threshold?: Threshold;
}

const requests = { from: "requests" } as const;
const above = (levels: Omit<Threshold, "comparison">): Threshold => ({ comparison: "above", ...levels });
const below = (levels: Omit<Threshold, "comparison">): Threshold => ({ comparison: "below", ...levels });

export const FIGURES = {
  "api.requestCount": { part: "api", label: "Requests", unit: "count", better: "neither", recipe: requests },
  "api.requestsPerSecond": {
    part: "api",
    label: "Requests per second",
    unit: "perSecond",
    better: "neither",
    recipe: requests,
  },
  "api.avgMs": { part: "api", label: "Latency, average", unit: "ms", better: "lower", recipe: requests },
  "api.p50Ms": { part: "api", label: "Latency P50", unit: "ms", better: "lower", recipe: requests },
  "api.p95Ms": {
    part: "api",
    label: "Latency P95",
    unit: "ms",
    better: "lower",
    recipe: requests,
    threshold: above({ warning: 500, critical: 1000, minimumRequests: 20 }),
  },
  "api.p99Ms": { part: "api", label: "Latency P99", unit: "ms", better: "lower", recipe: requests },
  "api.maxMs": { part: "api", label: "Latency, longest", unit: "ms", better: "lower", recipe: requests },
  "api.errorRate": {
    part: "api",
    label: "Error rate (5xx)",
    unit: "ratio",
    better: "lower",
    recipe: requests,
    threshold: above({ warning: 0.01, critical: 0.05, minimumRequests: 20 }),
  },
  "api.errorCount": { part: "api", label: "Errors (4xx and 5xx)", unit: "count", better: "lower", recipe: requests },
  "api.clientErrorCount": {
    part: "api",
    label: "Client errors (4xx)",
    unit: "count",
    better: "lower",
    recipe: requests,
  },
  "api.serverErrorCount": {
    part: "api",
    label: "Server errors (5xx)",
    unit: "count",
    better: "lower",
    recipe: requests,
  },
  "api.abortedCount": { part: "api", label: "Aborted by the client", unit: "count", better: "lower", recipe: requests },
  "api.status2xxPerSecond": {
    part: "api",
    label: "2xx per second",
    unit: "perSecond",
    better: "neither",
    recipe: requests,
  },
  "api.status3xxPerSecond": {
    part: "api",
    label: "3xx per second",
    unit: "perSecond",
    better: "neither",
    recipe: requests,
  },
  "api.status4xxPerSecond": {
    part: "api",
    label: "4xx per second",
    unit: "perSecond",
    better: "lower",
    recipe: requests,
  },
  "api.status5xxPerSecond": {
    part: "api",
    label: "5xx per second",
    unit: "perSecond",
    better: "lower",
    recipe: requests,
  },

  "redis.hitRate": {
    part: "redis",
    label: "Hit rate",
    unit: "ratio",
    better: "higher",
    recipe: { from: "share", part: "keyspace.hits", rest: "keyspace.misses" },
    threshold: below({ warning: 0.7 }),
  },
  "redis.memoryUsedBytes": {
    part: "redis",
    label: "Memory used",
    unit: "bytes",
    better: "lower",
    recipe: { from: "latest", metric: "memory.used" },
  },
  "redis.memoryMaxBytes": {
    part: "redis",
    label: "Memory limit",
    unit: "bytes",
    better: "neither",
    recipe: { from: "latest", metric: "memory.max" },
  },
  "redis.memoryRatio": {
    part: "redis",
    label: "Memory used of limit",
    unit: "ratio",
    better: "lower",
    recipe: { from: "quotient", part: "memory.used", whole: "memory.max" },
    threshold: above({ critical: 0.8 }),
  },
  "redis.keys": {
    part: "redis",
    label: "Keys",
    unit: "count",
    better: "neither",
    recipe: { from: "latest", metric: "keys" },
  },
  "redis.evictedPerHour": {
    part: "redis",
    label: "Evicted keys per hour",
    unit: "perHour",
    better: "lower",
    recipe: { from: "rate", metric: "keys.evicted", perSeconds: 3600 },
    threshold: above({ info: 100 }),
  },
  "redis.expiredPerSecond": {
    part: "redis",
    label: "Expired keys per second",
    unit: "perSecond",
    better: "neither",
    recipe: { from: "rate", metric: "keys.expired", perSeconds: 1 },
  },
  "redis.clients": {
    part: "redis",
    label: "Clients",
    unit: "count",
    better: "neither",
    recipe: { from: "latest", metric: "clients" },
  },
  "redis.blockedClients": {
    part: "redis",
    label: "Blocked clients",
    unit: "count",
    better: "lower",
    recipe: { from: "latest", metric: "clients.blocked" },
  },
  "redis.commandsPerSecond": {
    part: "redis",
    label: "Commands per second",
    unit: "perSecond",
    better: "neither",
    recipe: { from: "rate", metric: "commands", perSeconds: 1 },
  },
  "redis.pingMs": {
    part: "redis",
    label: "PING",
    unit: "ms",
    better: "lower",
    recipe: { from: "latest", metric: "ping_ms" },
  },

  "postgres.connectionsTotal": {
    part: "postgres",
    label: "Connections",
    unit: "count",
    better: "lower",
    recipe: { from: "latest", metric: "connections" },
  },
  "postgres.connectionsActive": {
    part: "postgres",
    label: "Connections, active",
    unit: "count",
    better: "lower",
    recipe: { from: "latest", metric: "connections.active" },
  },
  "postgres.connectionsIdle": {
    part: "postgres",
    label: "Connections, idle",
    unit: "count",
    better: "neither",
    recipe: { from: "latest", metric: "connections.idle" },
  },
  "postgres.connectionsIdleInTransaction": {
    part: "postgres",
    label: "Connections, idle in transaction",
    unit: "count",
    better: "lower",
    recipe: { from: "latest", metric: "connections.idle_in_transaction" },
  },
  "postgres.connectionsWaiting": {
    part: "postgres",
    label: "Connections, waiting for a lock",
    unit: "count",
    better: "lower",
    recipe: { from: "latest", metric: "connections.waiting" },
  },
  "postgres.connectionsMax": {
    part: "postgres",
    label: "Connections, limit",
    unit: "count",
    better: "neither",
    recipe: { from: "latest", metric: "connections.max" },
  },
  "postgres.connectionsVigie": {
    part: "postgres",
    label: "Connections, Vigie's own",
    unit: "count",
    better: "neither",
    recipe: { from: "latest", metric: "connections.vigie" },
  },
  "postgres.connectionsRatio": {
    part: "postgres",
    label: "Connections of limit",
    unit: "ratio",
    better: "lower",
    recipe: { from: "quotient", part: "connections.all", whole: "connections.max" },
    threshold: above({ warning: 0.75, critical: 0.9 }),
  },
  "postgres.bufferHitRatio": {
    part: "postgres",
    label: "Buffer hit ratio",
    unit: "ratio",
    better: "higher",
    recipe: { from: "share", part: "blocks.hit", rest: "blocks.read" },
    threshold: below({ warning: 0.9 }),
  },
  "postgres.databaseSizeBytes": {
    part: "postgres",
    label: "Database size",
    unit: "bytes",
    better: "neither",
    recipe: { from: "latest", metric: "database.size" },
  },
  "postgres.commitsPerSecond": {
    part: "postgres",
    label: "Commits per second",
    unit: "perSecond",
    better: "neither",
    recipe: { from: "rate", metric: "commits", perSeconds: 1 },
  },
  "postgres.rollbacksPerSecond": {
    part: "postgres",
    label: "Rollbacks per second",
    unit: "perSecond",
    better: "lower",
    recipe: { from: "rate", metric: "rollbacks", perSeconds: 1 },
  },
  "postgres.deadlocks": {
    part: "postgres",
    label: "Deadlocks",
    unit: "count",
    better: "lower",
    recipe: { from: "sum", metric: "deadlocks" },
    threshold: above({ warning: 0 }),
  },
  "postgres.tempBytes": {
    part: "postgres",
    label: "Temporary files",
    unit: "bytes",
    better: "lower",
    recipe: { from: "sum", metric: "temp_bytes" },
  },
  "postgres.longestTransactionMs": {
    part: "postgres",
    label: "Longest transaction",
    unit: "ms",
    better: "lower",
    recipe: { from: "max", metric: "transaction.longest_ms" },
    threshold: above({ warning: 60_000 }),
  },
  "postgres.slowStatements": {
    part: "postgres",
    label: "Statements running > 1 s",
    unit: "count",
    better: "lower",
    recipe: { from: "max", metric: "statements.slow" },
    threshold: above({ warning: 0 }),
  },

  "system.cpuRatio": {
    part: "system",
    label: "CPU",
    unit: "ratio",
    better: "lower",
    recipe: { from: "mean", metric: "cpu.utilisation" },
    threshold: above({ warning: 0.85, critical: 0.97 }),
  },
  "system.load1": {
    part: "system",
    label: "Load, 1 min",
    unit: "none",
    better: "lower",
    recipe: { from: "latest", metric: "load.1m" },
  },
  "system.cores": {
    part: "system",
    label: "Cores",
    unit: "count",
    better: "neither",
    recipe: { from: "latest", metric: "cores" },
  },
  "system.memoryUsedBytes": {
    part: "system",
    label: "Memory used",
    unit: "bytes",
    better: "lower",
    recipe: { from: "latest", metric: "memory.used" },
  },
  "system.memoryTotalBytes": {
    part: "system",
    label: "Memory, total",
    unit: "bytes",
    better: "neither",
    recipe: { from: "latest", metric: "memory.total" },
  },
  "system.memoryRatio": {
    part: "system",
    label: "Memory",
    unit: "ratio",
    better: "lower",
    recipe: { from: "quotient", part: "memory.used", whole: "memory.total" },
    threshold: above({ critical: 0.8 }),
  },
  "system.swapUsedBytes": {
    part: "system",
    label: "Swap used",
    unit: "bytes",
    better: "lower",
    recipe: { from: "latest", metric: "swap.used" },
  },
  "system.diskRatio": {
    part: "system",
    label: "Disk, fullest mount",
    unit: "ratio",
    better: "lower",
    recipe: { from: "latest", metric: "disk.utilisation" },
    threshold: above({ warning: 0.85, critical: 0.95 }),
  },
  "system.networkReceivedBytesPerSecond": {
    part: "system",
    label: "Network in",
    unit: "bytesPerSecond",
    better: "neither",
    recipe: { from: "rate", metric: "network.received", perSeconds: 1 },
  },
  "system.networkSentBytesPerSecond": {
    part: "system",
    label: "Network out",
    unit: "bytesPerSecond",
    better: "neither",
    recipe: { from: "rate", metric: "network.sent", perSeconds: 1 },
  },
  "system.processCpuRatio": {
    part: "system",
    label: "Process CPU, of one core",
    unit: "ratio",
    better: "lower",
    recipe: { from: "mean", metric: "process.cpu.utilisation" },
  },
  "system.processRssBytes": {
    part: "system",
    label: "Process memory (RSS)",
    unit: "bytes",
    better: "lower",
    recipe: { from: "latest", metric: "process.memory.rss" },
  },
  "system.processHeapUsedBytes": {
    part: "system",
    label: "Process heap used",
    unit: "bytes",
    better: "lower",
    recipe: { from: "latest", metric: "process.memory.heap_used" },
  },
  "system.eventLoopDelayP50Ms": {
    part: "system",
    label: "Event-loop delay P50, worst 10 s",
    unit: "ms",
    better: "lower",
    recipe: { from: "max", metric: "process.event_loop.delay_p50_ms" },
  },
  "system.eventLoopDelayP99Ms": {
    part: "system",
    label: "Event-loop delay P99, worst 10 s",
    unit: "ms",
    better: "lower",
    recipe: { from: "max", metric: "process.event_loop.delay_p99_ms" },
    threshold: above({ warning: 100 }),
  },
  "system.eventLoopUtilisation": {
    part: "system",
    label: "Event-loop utilisation",
    unit: "ratio",
    better: "lower",
    recipe: { from: "mean", metric: "process.event_loop.utilisation" },
  },
  "system.gcMsPerSecond": {
    part: "system",
    label: "Garbage collection per second",
    unit: "ms",
    better: "lower",
    recipe: { from: "mean", metric: "process.gc.ms_per_second" },
  },
  "system.handles": {
    part: "system",
    label: "Open handles",
    unit: "count",
    better: "lower",
    recipe: { from: "latest", metric: "process.handles" },
  },
} as const satisfies Record<string, FigureDefinition>;

export type FigureKey = keyof typeof FIGURES;
export type FigureOf<P extends Part> = Extract<FigureKey, `${P}.${string}`>;

export const FIGURE_KEYS = Object.keys(FIGURES) as [FigureKey, ...FigureKey[]];

export function definitionOf(key: FigureKey): FigureDefinition {
  return FIGURES[key];
}
