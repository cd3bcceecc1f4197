import type { Health, HealthChecks, HealthState } from "@vigie/api";
import { figureText } from "../../lib/format.ts";
import type { StateName } from "../../ui/state.ts";

/** Whose shape and colour a state has. */
export const LOOKS: Record<HealthState, StateName> = {
  ok: "ok",
  degraded: "warning",
  critical: "critical",
  unknown: "unknown",
};

export interface CheckRow {
  name: keyof HealthChecks;
  title: string;
  state: HealthState;
  /** As a person reads it; null where nothing could be measured. */
  value: string | null;
  threshold: string;
  since: string;
  meaning: string;
}

/** The checks in the order in which they matter. */
export function checkRows({ checks }: Health): CheckRow[] {
  const { postgres, redis, disk, memory } = checks;
  return [
    {
      ...row("postgres", "Postgres", checks),
      value: written(postgres.latencyMs, "ms", ""),
      threshold: `below ${figureText(postgres.threshold.latencyMs, "ms")}`,
    },
    {
      ...row("redis", "Redis", checks),
      value: written(redis.latencyMs, "ms", ""),
      threshold: `below ${figureText(redis.threshold.latencyMs, "ms")}`,
    },
    {
      ...row("disk", "Disk", checks),
      value: written(disk.freeRatio, "ratio", " free"),
      threshold: `above ${figureText(disk.threshold.freeRatio, "ratio")} free`,
    },
    {
      ...row("memory", "Memory", checks),
      value: written(memory.usedRatio, "ratio", " used"),
      threshold: `below ${figureText(memory.threshold.usedRatio, "ratio")} used`,
    },
  ];
}

function row(name: keyof HealthChecks, title: string, checks: HealthChecks) {
  const { state, since, meaning } = checks[name];
  return { name, title, state, since, meaning };
}

function written(value: number | null, unit: "ms" | "ratio", of: string): string | null {
  return value === null ? null : `${figureText(value, unit)}${of}`;
}

/** The whole in one sentence: what is wrong, or that nothing is. */
export function sentence(health: Health): string {
  const rows = checkRows(health);
  const worst = rows.filter(({ state }) => state === health.status);
  if (health.status === "ok") return "Everything that Vigie stands on is within its limits.";
  if (health.status === "critical") return worst.map(({ meaning }) => meaning).join(" ");
  return worst.length > 0
    ? `Vigie works. Out of limits: ${worst.map(({ title }) => title).join(", ")}.`
    : "Vigie works, and has no figures of a part that it watches.";
}
