import type { Health, HealthChecks, HealthFinding, HealthState } from "@vigie/api";

/** Where a check stops being ok. */
const THRESHOLDS = {
  postgres: { latencyMs: 10 },
  redis: { latencyMs: 5 },
  disk: { freeRatio: 0.1 },
  memory: { usedRatio: 0.8 },
} as const;

/** What was measured; null where it could not be. */
export interface Measured {
  postgresMs: number | null;
  /** `undefined`: no Redis is configured. */
  redisMs: number | null | undefined;
  diskFreeRatio: number | null;
  memoryUsedRatio: number | null;
  /** Nothing new is taken in any more, because the disk is about to be full. */
  ingestStopped: boolean;
}

type Judged = Omit<HealthFinding, "since">;

/** The checks but for since when. Judged is what is shown: a figure that is written as its threshold is not within it. */
export function judge(measured: Measured): { [Name in keyof HealthChecks]: Omit<HealthChecks[Name], "since"> } {
  const postgresMs = rounded(measured.postgresMs, 2);
  const redisMs = rounded(measured.redisMs ?? null, 2);
  const freeRatio = rounded(measured.diskFreeRatio, 3);
  const usedRatio = rounded(measured.memoryUsedRatio, 3);
  return {
    postgres: { ...judgePostgres(postgresMs), latencyMs: postgresMs, threshold: THRESHOLDS.postgres },
    redis: {
      ...(measured.redisMs === undefined ? NO_REDIS : judgeRedis(redisMs)),
      latencyMs: redisMs,
      threshold: THRESHOLDS.redis,
    },
    disk: { ...judgeDisk(freeRatio, measured.ingestStopped), freeRatio, threshold: THRESHOLDS.disk },
    memory: { ...judgeMemory(usedRatio), usedRatio, threshold: THRESHOLDS.memory },
  };
}

/** The worst of them; what is unknown says nothing. */
export function overall(states: readonly HealthState[]): Health["status"] {
  if (states.includes("critical")) return "critical";
  return states.includes("degraded") ? "degraded" : "ok";
}

function judgePostgres(latencyMs: number | null): Judged {
  if (latencyMs === null) {
    return {
      state: "critical",
      meaning:
        "Postgres does not answer: nothing can be stored or shown. Services keep what they have and send it later.",
    };
  }
  return latencyMs < THRESHOLDS.postgres.latencyMs
    ? { state: "ok", meaning: "Postgres, where Vigie keeps everything, answers quickly." }
    : { state: "degraded", meaning: "Postgres answers slowly: pages and what comes in take longer." };
}

const NO_REDIS: Judged = { state: "unknown", meaning: "Not configured: Vigie works without Redis." };

function judgeRedis(latencyMs: number | null): Judged {
  if (latencyMs === null) {
    return {
      state: "degraded",
      meaning:
        "Redis does not answer: its figures are missing, and live logs of other servers come late. Nothing is lost.",
    };
  }
  return latencyMs < THRESHOLDS.redis.latencyMs
    ? { state: "ok", meaning: "Redis answers quickly." }
    : { state: "degraded", meaning: "Redis answers slowly: live logs of other servers come later." };
}

function judgeDisk(freeRatio: number | null, ingestStopped: boolean): Judged {
  if (ingestStopped) {
    return {
      state: "critical",
      meaning:
        "Vigie takes in nothing new until there is room: the disk is nearly full, or the database as large as it may be. Services keep what they have.",
    };
  }
  if (freeRatio === null) return { state: "unknown", meaning: "How much of the disk is free cannot be measured here." };
  return freeRatio > THRESHOLDS.disk.freeRatio
    ? { state: "ok", meaning: "There is space on the disk that Vigie writes to." }
    : { state: "degraded", meaning: "The disk that Vigie writes to is getting full." };
}

function judgeMemory(usedRatio: number | null): Judged {
  if (usedRatio === null)
    return { state: "unknown", meaning: "How much of the memory is used cannot be measured here." };
  return usedRatio < THRESHOLDS.memory.usedRatio
    ? { state: "ok", meaning: "The machine, or the container, has memory to spare." }
    : { state: "degraded", meaning: "The machine, or the container, is short of memory: processes may be ended." };
}

function rounded(value: number | null, digits: number): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toFixed(digits));
}
