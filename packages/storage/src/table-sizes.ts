import type { Sql } from "./connection.ts";
import {
  expiredBeforeMs,
  type FixedKind,
  PARTITION_PLANS,
  type PartitionPlan,
  partitionStart,
  planOf,
  retentionMsOf,
} from "./partitions.ts";
import { RETENTION_KINDS, type RetentionDays, type RetentionKind } from "./retention.ts";

const DAY_MS = 86_400_000;
/** Growth is that of so many days at most: what was a month ago says little of today. */
const GROWTH_DAYS = 7;

/** What is kept, by how long: for as long as somebody set, for a fixed time, or (`names`) for ever. */
export type StoredKind = RetentionKind | FixedKind | "names";
export const STORED_KINDS: readonly StoredKind[] = [...RETENTION_KINDS, "seconds", "batches", "names"];

/** Tables that are not partitioned and of which rows are deleted one by one, with the time of a row by which its age is told. */
const ROW_TABLES: Record<"alerts" | "anomalies" | "audit", { tables: readonly string[]; time: string }> = {
  alerts: { tables: ["alerts", "alert_events", "notifications"], time: "opened_at" },
  anomalies: { tables: ["anomalies"], time: "onset" },
  audit: { tables: ["audit"], time: "time" },
};

export interface StoredSize {
  kind: StoredKind;
  /** Of all partitions: rows, indexes, and what lies beside them. */
  bytes: number;
  /** As Postgres counts along; after a crash it may have to begin anew. */
  estimatedRows: number;
  /** Milliseconds since the epoch; null when there is nothing. */
  oldestMs: number | null;
  /** Measured over whole days; null while there is none, and for what does not grow because it is kept for hours. */
  growthBytesPerDay: number | null;
  /** Bytes that it comes to with this growth and this retention; null without growth, or when it is kept for ever. */
  levelsOffAtBytes: number | null;
}

interface StoredTable {
  name: string;
  isPartition: boolean;
  bytes: number;
  heapBytes: number;
  rows: number;
}

interface Partition extends StoredTable {
  startMs: number;
}

/**
 * What everything that Vigie stores takes. Two questions of the catalogue and of each table's index: some milliseconds, but for hundreds of
 * partitions some dozens, since Postgres asks for the length of every file. Not for every few seconds.
 */
export async function readStoredSizes(
  sql: Sql,
  { days, nowMs }: { days: RetentionDays; nowMs: number },
): Promise<StoredSize[]> {
  const tables = await readTables(sql);
  const byPlan = partitionsByPlan(tables);
  const oldest = await readOldest(sql, byPlan);
  return STORED_KINDS.map((kind): StoredSize => {
    const plans = PARTITION_PLANS.filter((plan) => plan.kind === kind);
    const own =
      plans.length > 0
        ? plans.flatMap((plan) => byPlan.get(plan) ?? [])
        : tables.filter((table) => kindOf(table) === kind);
    const olds = (plans.length > 0 ? plans.map(({ name }) => name) : [kind]).flatMap((name) => oldest.get(name) ?? []);
    const oldestMs = olds.length > 0 ? Math.min(...olds) : null;
    const bytes = sum(own.map((table) => table.bytes));
    return {
      kind,
      bytes,
      estimatedRows: sum(own.map(({ rows }) => rows)),
      oldestMs,
      ...growthOf({ kind, plans, byPlan, oldest, bytes, oldestMs, days, nowMs }),
    };
  });
}

/** What would go at once if it were kept for so many days, of each kind that it touches. */
export async function readWhatExpires(
  sql: Sql,
  { days, nowMs }: { days: RetentionDays; nowMs: number },
): Promise<{ kind: RetentionKind; bytes: number; oldestMs: number }[]> {
  const tables = await readTables(sql);
  const byPlan = partitionsByPlan(tables);
  const oldest = await readOldest(sql, byPlan);
  const expired: { kind: RetentionKind; bytes: number; oldestMs: number }[] = [];
  for (const kind of RETENTION_KINDS) {
    const plans = PARTITION_PLANS.filter((plan) => plan.kind === kind);
    const going = plans.flatMap((plan) => {
      const before = expiredBeforeMs(plan, days, nowMs);
      return (byPlan.get(plan) ?? []).filter(
        ({ startMs, heapBytes }) => heapBytes > 0 && startMs + plan.widthMs <= before,
      );
    });
    if (going.length > 0) {
      const olds = plans.flatMap(({ name }) => oldest.get(name) ?? []);
      expired.push({ kind, bytes: sum(going.map(({ bytes }) => bytes)), oldestMs: Math.min(...olds) });
    }
    const oldestMs = oldest.get(kind);
    const beforeMs = nowMs - days[kind] * DAY_MS;
    if (plans.length === 0 && oldestMs !== undefined && oldestMs < beforeMs) {
      const bytes = sum(tables.filter((table) => kindOf(table) === kind).map((table) => table.bytes));
      // As if rows came evenly: to count them would take longer than it is worth.
      expired.push({ kind, bytes: Math.round((bytes * (beforeMs - oldestMs)) / (nowMs - oldestMs)), oldestMs });
    }
  }
  return expired;
}

/** Bytes of the whole database: what is listed above, the catalogue, and what others keep in it. */
export async function readDatabaseBytes(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: number }[]>`SELECT pg_database_size(current_database())::float8 AS bytes`;
  return row?.bytes ?? 0;
}

/** Every table that holds rows. A partition that is dropped meanwhile has no size any more. */
async function readTables(sql: Sql): Promise<StoredTable[]> {
  return sql<StoredTable[]>`
    SELECT relname AS name, relispartition AS "isPartition", coalesce(pg_total_relation_size(oid), 0)::float8 AS bytes,
      coalesce(pg_relation_size(oid), 0)::float8 AS "heapBytes",
      coalesce(nullif(pg_stat_get_live_tuples(oid), 0), greatest(reltuples, 0))::float8 AS rows
    FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`;
}

/** In the order of time. */
function partitionsByPlan(tables: readonly StoredTable[]): Map<PartitionPlan, Partition[]> {
  const byPlan = new Map<PartitionPlan, Partition[]>();
  for (const table of tables) {
    const plan = table.isPartition ? planOf(table.name) : undefined;
    if (plan === undefined) continue;
    const list = byPlan.get(plan) ?? [];
    list.push({ ...table, startMs: partitionStart(table.name) });
    byPlan.set(plan, list);
  }
  for (const list of byPlan.values()) list.sort((a, b) => a.startMs - b.startMs);
  return byPlan;
}

function kindOf({ name, isPartition }: StoredTable): StoredKind | undefined {
  if (isPartition) return planOf(name)?.kind;
  for (const kind of ["alerts", "anomalies", "audit"] as const) if (ROW_TABLES[kind].tables.includes(name)) return kind;
  return "names";
}

/** The oldest row of each plan and of each kind without one, by their names, milliseconds since the epoch. */
async function readOldest(sql: Sql, byPlan: ReadonlyMap<PartitionPlan, Partition[]>): Promise<Map<string, number>> {
  const asked = [...byPlan].flatMap(([plan, partitions]) => {
    const first = partitions.find(({ heapBytes }) => heapBytes > 0);
    return first ? [{ plan, first }] : [];
  });
  // Through the parent, so that a partition that is dropped meanwhile is none rather than an error.
  const questions = asked.map(({ plan, first }) => {
    const column = plan.step === undefined ? "time" : "window_start";
    const range = `${column} >= '${new Date(first.startMs).toISOString()}' AND ${column} < '${new Date(first.startMs + plan.widthMs).toISOString()}'`;
    return `SELECT '${plan.name}' AS name, min(${column}) AS oldest FROM ${plan.table} WHERE ${plan.step === undefined ? "" : `step = ${plan.step} AND `}${range}`;
  });
  for (const [kind, { tables, time }] of Object.entries(ROW_TABLES))
    questions.push(`SELECT '${kind}', min(${time}) FROM ${tables[0]}`);
  const rows = await sql.unsafe<{ name: string; ms: number | null }[]>(
    `SELECT name, (extract(epoch FROM oldest) * 1000)::float8 AS ms FROM (${questions.join(" UNION ALL ")}) AS ages (name, oldest)`,
  );
  return new Map(rows.flatMap(({ name, ms }) => (ms === null ? [] : [[name, ms] as const])));
}

interface Growing {
  kind: StoredKind;
  plans: readonly PartitionPlan[];
  byPlan: ReadonlyMap<PartitionPlan, Partition[]>;
  oldest: ReadonlyMap<string, number>;
  bytes: number;
  oldestMs: number | null;
  days: RetentionDays;
  nowMs: number;
}

function growthOf(growing: Growing): Pick<StoredSize, "growthBytesPerDay" | "levelsOffAtBytes"> {
  const { kind, plans, byPlan, oldest, bytes, oldestMs, days, nowMs } = growing;
  const unknown = { growthBytesPerDay: null, levelsOffAtBytes: null };
  if (kind === "names" || kind === "seconds" || oldestMs === null) return unknown;
  if (plans.length === 0) {
    const ageMs = nowMs - oldestMs;
    if (ageMs < DAY_MS || kind === "batches") return unknown;
    const growth = (bytes / ageMs) * DAY_MS;
    return { growthBytesPerDay: growth, levelsOffAtBytes: growth * days[kind] };
  }
  let growthBytesPerDay = 0;
  let levelsOffAtBytes = 0;
  for (const plan of plans) {
    const partitions = byPlan.get(plan) ?? [];
    const oldestOfPlanMs = oldest.get(plan.name);
    if (oldestOfPlanMs === undefined) continue;
    const growth = growthOfPlan(plan, { partitions, oldestMs: oldestOfPlanMs, nowMs });
    if (growth === null) return unknown;
    growthBytesPerDay += growth;
    // A partition goes when all of it is older: just before, one more is there.
    levelsOffAtBytes += (growth * (retentionMsOf(plan, days) + plan.widthMs)) / DAY_MS;
  }
  return { growthBytesPerDay, levelsOffAtBytes };
}

/** Bytes a day, from partitions that are whole; of those that are wider than the time there was, from a day of them at least. */
function growthOfPlan(
  { widthMs }: PartitionPlan,
  { partitions, oldestMs, nowMs }: { partitions: readonly Partition[]; oldestMs: number; nowMs: number },
): number | null {
  const whole = partitions.filter(
    ({ startMs }) =>
      startMs >= oldestMs && startMs + widthMs <= nowMs && startMs + widthMs > nowMs - GROWTH_DAYS * DAY_MS,
  );
  const coveredMs = whole.length * widthMs;
  if (coveredMs >= DAY_MS) return (sum(whole.map(({ bytes }) => bytes)) / coveredMs) * DAY_MS;
  if (widthMs <= DAY_MS || nowMs - oldestMs < DAY_MS) return null;
  const written = partitions.filter(({ heapBytes }) => heapBytes > 0);
  return (sum(written.map(({ bytes }) => bytes)) / (nowMs - oldestMs)) * DAY_MS;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
