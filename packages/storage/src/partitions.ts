import type { Sql, Transaction } from "./connection.ts";
import type { StaleTable } from "./stale-windows.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface PartitionPlan {
  /** Prefix of the names of its partitions: `rollups_60` → `rollups_60_2026112100`. */
  name: string;
  table: string;
  /** Set where the table is partitioned by (step, window_start). */
  step?: number;
  /** Which windows are made from it: it is never dropped before they are. */
  feeds?: { marks: StaleTable; step: number };
  widthMs: number;
  aheadMs: number;
  /** How long rows are kept at least; a partition is dropped when all of it is older. */
  retentionMs: number;
}

/** How long 10-second windows are kept. Older edges of a period are read from minutes. */
export const FINE_RETENTION_MS = 2 * HOUR;

/**
 * One level of range partitions, made well ahead; retention drops whole partitions and never deletes rows.
 * `rollups` is partitioned by (step, window_start), so that each step has its own width and its own retention.
 */
const PARTITION_PLANS: readonly PartitionPlan[] = [
  {
    name: "rollups_10",
    table: "rollups",
    step: 10,
    feeds: { marks: "stale_windows", step: 60 },
    widthMs: HOUR,
    aheadMs: DAY,
    retentionMs: FINE_RETENTION_MS,
  },
  {
    name: "rollups_60",
    table: "rollups",
    step: 60,
    feeds: { marks: "stale_windows", step: 600 },
    widthMs: DAY,
    aheadMs: 3 * DAY,
    retentionMs: 30 * DAY,
  },
  {
    name: "rollups_600",
    table: "rollups",
    step: 600,
    feeds: { marks: "stale_windows", step: 3600 },
    widthMs: 7 * DAY,
    aheadMs: 14 * DAY,
    retentionMs: 30 * DAY,
  },
  {
    name: "rollups_3600",
    table: "rollups",
    step: 3600,
    feeds: { marks: "stale_windows", step: 21_600 },
    widthMs: 7 * DAY,
    aheadMs: 14 * DAY,
    retentionMs: 30 * DAY,
  },
  {
    name: "rollups_21600",
    table: "rollups",
    step: 21_600,
    feeds: { marks: "stale_windows", step: 86_400 },
    widthMs: 28 * DAY,
    aheadMs: 56 * DAY,
    retentionMs: 30 * DAY,
  },
  {
    name: "rollups_86400",
    table: "rollups",
    step: 86_400,
    widthMs: 28 * DAY,
    aheadMs: 56 * DAY,
    retentionMs: 30 * DAY,
  },
  {
    name: "metric_rollups_60",
    table: "metric_rollups",
    step: 60,
    feeds: { marks: "stale_metric_windows", step: 3600 },
    widthMs: DAY,
    aheadMs: 3 * DAY,
    retentionMs: 30 * DAY,
  },
  {
    name: "metric_rollups_3600",
    table: "metric_rollups",
    step: 3600,
    widthMs: 7 * DAY,
    aheadMs: 14 * DAY,
    retentionMs: 30 * DAY,
  },
  { name: "batches", table: "batches", widthMs: DAY, aheadMs: 3 * DAY, retentionMs: 2 * DAY },
  { name: "logs", table: "logs", widthMs: 6 * HOUR, aheadMs: DAY, retentionMs: 7 * DAY },
  { name: "requests", table: "requests", widthMs: DAY, aheadMs: 3 * DAY, retentionMs: 7 * DAY },
  { name: "error_samples", table: "error_samples", widthMs: DAY, aheadMs: 3 * DAY, retentionMs: 30 * DAY },
  {
    name: "metrics",
    table: "metrics",
    feeds: { marks: "stale_metric_windows", step: 60 },
    widthMs: DAY,
    aheadMs: 3 * DAY,
    retentionMs: 30 * DAY,
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
    const first = fromMs ?? nowMs - (plan.step === 10 ? BEHIND_MS.fine : BEHIND_MS.coarse);
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

/** Drops the partitions that retention no longer keeps, but none that holds windows still to be compacted. */
export async function dropExpiredPartitions(sql: Sql | Transaction, nowMs: number): Promise<string[]> {
  const oldest = await sql<{ marks: StaleTable; step: number; ms: number }[]>`
    SELECT marks, step, extract(epoch FROM min(window_start))::float8 * 1000 AS ms
    FROM (SELECT 'stale_windows' AS marks, * FROM stale_windows
      UNION ALL SELECT 'stale_metric_windows', * FROM stale_metric_windows) AS stale
    GROUP BY marks, step`;
  const neededFromMs = ({ feeds }: PartitionPlan): number =>
    oldest.find(({ marks, step }) => marks === feeds?.marks && step === feeds.step)?.ms ?? Number.POSITIVE_INFINITY;
  const dropped: string[] = [];
  for (const name of await partitionNames(sql)) {
    const plan = PARTITION_PLANS.find(
      (candidate) => name.startsWith(`${candidate.name}_`) && /^\d{10}$/.test(name.slice(candidate.name.length + 1)),
    );
    if (!plan) continue;
    const end = partitionStart(name) + plan.widthMs;
    if (end > nowMs - plan.retentionMs || end > neededFromMs(plan)) continue;
    await sql.unsafe(`DROP TABLE IF EXISTS "${name}"`);
    dropped.push(name);
  }
  return dropped;
}

/** The oldest moment of which a plan keeps everything: what is older may be dropped at any time. */
export function oldestKeptMs(name: string, nowMs: number): number {
  const plan = PARTITION_PLANS.find((candidate) => candidate.name === name);
  if (plan === undefined) throw new RangeError(`there is no partition plan ${name}`);
  return nowMs - plan.retentionMs;
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

function partitionStart(name: string): number {
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
