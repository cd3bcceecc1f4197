import type { Sql, Transaction } from "./connection.ts";
import {
  DEFAULT_RETENTION,
  oldestKeptMs,
  type Retention,
  type RetentionDays,
  type RetentionKind,
} from "./retention.ts";
import type { StaleTable } from "./stale-windows.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What is kept for a time that nobody sets: ids of batches, to count none twice, and windows of ten seconds. */
export type FixedKind = "batches" | "seconds";

export interface PartitionPlan {
  /** Prefix of the names of its partitions: `rollups_60` → `rollups_60_2026112100`. */
  name: string;
  table: string;
  /** Set where the table is partitioned by (step, window_start). */
  step?: number;
  /** Which windows are made from it: it is never dropped before they are. */
  feeds?: { marks: StaleTable; step: number };
  widthMs: number;
  aheadMs: number;
  /** Says how long rows are kept at least; a partition is dropped when all of it is older. */
  kind: RetentionKind | FixedKind;
}

/** How long 10-second windows are kept. Older edges of a period are read from minutes. */
export const FINE_RETENTION_MS = 2 * HOUR;
/** A sender tries again for hours, and a clock may be a day off. */
const BATCHES_RETENTION_MS = 2 * DAY;

/**
 * One level of range partitions, made well ahead; retention drops whole partitions and never deletes rows.
 * `rollups` is partitioned by (step, window_start), so that each step has its own width and its own retention.
 */
export const PARTITION_PLANS: readonly PartitionPlan[] = [
  {
    name: "rollups_10",
    table: "rollups",
    step: 10,
    feeds: { marks: "stale_windows", step: 60 },
    widthMs: HOUR,
    aheadMs: DAY,
    kind: "seconds",
  },
  {
    name: "rollups_60",
    table: "rollups",
    step: 60,
    feeds: { marks: "stale_windows", step: 600 },
    widthMs: DAY,
    aheadMs: 3 * DAY,
    kind: "metrics",
  },
  {
    name: "rollups_600",
    table: "rollups",
    step: 600,
    feeds: { marks: "stale_windows", step: 3600 },
    widthMs: 7 * DAY,
    aheadMs: 14 * DAY,
    kind: "metrics",
  },
  {
    name: "rollups_3600",
    table: "rollups",
    step: 3600,
    feeds: { marks: "stale_windows", step: 21_600 },
    widthMs: 7 * DAY,
    aheadMs: 14 * DAY,
    kind: "metrics",
  },
  {
    name: "rollups_21600",
    table: "rollups",
    step: 21_600,
    feeds: { marks: "stale_windows", step: 86_400 },
    widthMs: 28 * DAY,
    aheadMs: 56 * DAY,
    kind: "metrics",
  },
  {
    name: "rollups_86400",
    table: "rollups",
    step: 86_400,
    widthMs: 28 * DAY,
    aheadMs: 56 * DAY,
    kind: "metrics",
  },
  {
    name: "metric_rollups_60",
    table: "metric_rollups",
    step: 60,
    feeds: { marks: "stale_metric_windows", step: 3600 },
    widthMs: DAY,
    aheadMs: 3 * DAY,
    kind: "metrics",
  },
  {
    name: "metric_rollups_3600",
    table: "metric_rollups",
    step: 3600,
    widthMs: 7 * DAY,
    aheadMs: 14 * DAY,
    kind: "metrics",
  },
  { name: "batches", table: "batches", widthMs: DAY, aheadMs: 3 * DAY, kind: "batches" },
  { name: "logs", table: "logs", widthMs: 6 * HOUR, aheadMs: DAY, kind: "logs" },
  { name: "requests", table: "requests", widthMs: DAY, aheadMs: 3 * DAY, kind: "requests" },
  { name: "error_samples", table: "error_samples", widthMs: DAY, aheadMs: 3 * DAY, kind: "errors" },
  {
    name: "metrics",
    table: "metrics",
    feeds: { marks: "stale_metric_windows", step: 60 },
    widthMs: DAY,
    aheadMs: 3 * DAY,
    kind: "metrics",
  },
];

/** What may arrive late reaches back this far; partitions for it always exist. Samples may be a day old, windows an hour. */
const BEHIND_MS = { fine: 2 * HOUR, coarse: 25 * HOUR };

/**
 * Makes the partitions from `fromMs` (default: what may still arrive late) to as far ahead as each plan says.
 * Returns how many were made.
 */
export async function ensurePartitions(sql: Sql | Transaction, nowMs: number, fromMs?: number): Promise<number> {
  const existing = await partitionNames(sql);
  let made = 0;
  for (const plan of PARTITION_PLANS) {
    const first = fromMs ?? nowMs - behindMs(plan);
    const last = nowMs + plan.aheadMs;
    for (let start = floor(first, plan.widthMs); start <= last; start += plan.widthMs) {
      const name = partitionName(plan, start);
      if (existing.has(name)) continue;
      await sql.unsafe(
        `CREATE TABLE IF NOT EXISTS "${name}" PARTITION OF "${plan.table}" FOR VALUES FROM (${bound(plan, start)}) TO (${bound(plan, start + plan.widthMs)})`,
      );
      made++;
    }
  }
  return made;
}

/** Drops the partitions that retention no longer keeps, but none that holds windows still to be compacted, nor one that may still be written to. */
export async function dropExpiredPartitions(
  sql: Sql | Transaction,
  nowMs: number,
  retention: Retention = DEFAULT_RETENTION,
): Promise<string[]> {
  const oldest = await sql<{ marks: StaleTable; step: number; ms: number }[]>`
    SELECT marks, step, extract(epoch FROM min(window_start))::float8 * 1000 AS ms
    FROM (SELECT 'stale_windows' AS marks, * FROM stale_windows
      UNION ALL SELECT 'stale_metric_windows', * FROM stale_metric_windows) AS stale
    GROUP BY marks, step`;
  const neededFromMs = ({ feeds }: PartitionPlan): number =>
    oldest.find(({ marks, step }) => marks === feeds?.marks && step === feeds.step)?.ms ?? Number.POSITIVE_INFINITY;
  const dropped: string[] = [];
  for (const name of await partitionNames(sql)) {
    const plan = planOf(name);
    if (!plan) continue;
    const end = partitionStart(name) + plan.widthMs;
    if (end > expiredBeforeMs(plan, retention.days, nowMs) || end > neededFromMs(plan)) continue;
    await sql.unsafe(`DROP TABLE IF EXISTS "${name}"`);
    dropped.push(name);
  }
  return dropped;
}

/** Partitions that end at this moment or before are dropped, milliseconds since the epoch. */
export function expiredBeforeMs(plan: PartitionPlan, days: RetentionDays, nowMs: number): number {
  return nowMs - Math.max(retentionMsOf(plan, days), behindMs(plan));
}

/** How long rows are kept at least. */
export function retentionMsOf({ kind }: PartitionPlan, days: RetentionDays): number {
  if (kind === "seconds") return FINE_RETENTION_MS;
  return kind === "batches" ? BATCHES_RETENTION_MS : days[kind] * DAY;
}

/** The oldest moment of which a table keeps everything: at the beginning of a partition, which goes as a whole. */
export function keptFromMs(name: string, retention: Retention, nowMs: number): number {
  const plan = PARTITION_PLANS.find((candidate) => candidate.name === name);
  if (plan === undefined || plan.kind === "seconds" || plan.kind === "batches")
    throw new RangeError(`nobody sets how long ${name} is kept`);
  return floor(oldestKeptMs(retention, plan.kind, nowMs), plan.widthMs);
}

/** The plan by which a partition was made; undefined for any other table. */
export function planOf(partition: string): PartitionPlan | undefined {
  return PARTITION_PLANS.find(
    ({ name }) => partition.startsWith(`${name}_`) && /^\d{10}$/.test(partition.slice(name.length + 1)),
  );
}

function behindMs({ step }: PartitionPlan): number {
  return step === 10 ? BEHIND_MS.fine : BEHIND_MS.coarse;
}

async function partitionNames(sql: Sql | Transaction): Promise<Set<string>> {
  const rows = await sql<{ name: string }[]>`
    SELECT child.relname AS name
    FROM pg_inherits
    JOIN pg_class child ON child.oid = pg_inherits.inhrelid
    JOIN pg_class parent ON parent.oid = pg_inherits.inhparent
    WHERE parent.relkind = 'p' AND parent.relnamespace = current_schema()::regnamespace`;
  return new Set(rows.map((row) => row.name));
}

function partitionName(plan: PartitionPlan, startMs: number): string {
  return `${plan.name}_${new Date(startMs).toISOString().slice(0, 13).replace(/[-T]/g, "")}`;
}

/** When it begins, milliseconds since the epoch. */
export function partitionStart(name: string): number {
  const digits = name.slice(-10);
  return Date.parse(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}T${digits.slice(8, 10)}:00:00Z`);
}

function bound(plan: PartitionPlan, startMs: number): string {
  const time = `'${new Date(startMs).toISOString()}'`;
  return plan.step === undefined ? time : `${plan.step}, ${time}`;
}

function floor(ms: number, width: number): number {
  return Math.floor(ms / width) * width;
}
