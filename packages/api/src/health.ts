/** `unknown`: there is nothing to measure, or it cannot be measured here. It does not count towards the whole. */
export type HealthState = "ok" | "degraded" | "critical" | "unknown";

/** What all checks say. `meaning` is one of a fixed set of sentences: nothing of an error, an address or a path stands in it. */
export interface HealthFinding {
  state: HealthState;
  /** When this server first saw it in this state, ISO 8601 UTC. */
  since: string;
  meaning: string;
}

/** The median of the last pings; null where none was answered. Ok below the threshold. */
export interface LatencyCheck extends HealthFinding {
  latencyMs: number | null;
  threshold: { latencyMs: number };
}

/** Ok above the threshold. */
export interface DiskCheck extends HealthFinding {
  freeRatio: number | null;
  threshold: { freeRatio: number };
}

/** Ok below the threshold. */
export interface MemoryCheck extends HealthFinding {
  usedRatio: number | null;
  threshold: { usedRatio: number };
}

export interface HealthChecks {
  postgres: LatencyCheck;
  redis: LatencyCheck;
  disk: DiskCheck;
  memory: MemoryCheck;
}

/** What `/health` answers to anybody, about the server that answers: nothing that is secret. */
export interface Health {
  /** The worst of the checks; also degraded while a watched part has no figures. */
  status: Exclude<HealthState, "unknown">;
  uptimeSeconds: number;
  /** When it was measured, ISO 8601 UTC. */
  checkedAt: string;
  checks: HealthChecks;
  /** Watched parts whose collector has no figures right now: `redis`, `postgres`, `system`. */
  unreachable: string[];
}
