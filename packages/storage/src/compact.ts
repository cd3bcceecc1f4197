import { STEPS, windowStart } from "@vigie/series";
import { insertRollups, markStale, type NewRollup, RollupColumns } from "./commit-batches.ts";
import { TOTAL } from "./dimensions.ts";
import { MergedRollup, type RollupTotals, TOTALS_COLUMNS } from "./merge-rollups.ts";
import { LOCK_NAMESPACE, LOCKS, type Store, type Transaction } from "./store.ts";

/**
 * How long after its end a window is left open, seconds: a minute for batches on their way, an hour and a day for their last
 * minute and hour. What comes later is compacted again.
 */
const GRACE_SECONDS: Record<number, number> = { 60: 5, 3600: 30, 86400: 60 };
/** Windows rewritten in one transaction, so that none takes long. */
const WINDOWS_AT_ONCE = 30;
/** Rows fetched, and rows written, at a time: bounds the memory that compaction takes. */
const ROWS_AT_ONCE = 2_000;

interface FineRow extends RollupTotals {
  endpointId: number;
  instanceId: number;
  serviceId: number;
  startSeconds: number;
}

/**
 * Brings every closed stale window up to date: 10 s → 1 min → 1 h → 1 d. A window is rewritten from the next finer step in the transaction
 * that takes its mark away, so a reader sees the old rows with the mark or the new rows without. Safe to call from any
 * number of servers: one at a time does the work, the others return at once. Returns how many windows were written.
 */
export async function compact(store: Store, nowMs: number): Promise<number> {
  let written = 0;
  for (const [i, step] of STEPS.entries()) {
    const finer = STEPS[i - 1];
    if (finer === undefined) continue;
    let windows: number;
    do {
      windows = await store.sql.begin((tx) => compactStep(tx, { step, finer, coarser: STEPS[i + 1], nowMs }));
      written += windows;
    } while (windows === WINDOWS_AT_ONCE);
  }
  return written;
}

interface Group {
  endpointId: number;
  instanceId: number;
  merged: MergedRollup;
}

interface StepOptions {
  step: number;
  finer: number;
  coarser: number | undefined;
  nowMs: number;
}

async function compactStep(tx: Transaction, { step, finer, coarser, nowMs }: StepOptions): Promise<number> {
  const [lock] = await tx<
    { held: boolean }[]
  >`SELECT pg_try_advisory_xact_lock(${LOCK_NAMESPACE}, ${LOCKS.compaction}) AS held`;
  if (!lock?.held) return 0;

  const closedBefore = nowMs / 1000 - step - (GRACE_SECONDS[step] ?? 0);
  const stale = await tx<{ start: number }[]>`
    SELECT DISTINCT extract(epoch FROM window_start)::float8 AS start FROM stale_windows
    WHERE step = ${step} AND window_start <= to_timestamp(${closedBefore}::float8)
    ORDER BY start LIMIT ${WINDOWS_AT_ONCE}`;
  if (stale.length === 0) return 0;
  const starts = stale.map((row) => row.start);

  // First the marks, then the rows: a batch that commits in between leaves a mark of its own behind.
  await tx`
    DELETE FROM stale_windows
    WHERE step = ${step} AND window_start IN (SELECT to_timestamp(start) FROM unnest(${starts}::float8[]) AS closed (start))`;
  for (const start of starts) await rewriteWindow(tx, { step, finer, start });
  if (coarser !== undefined) await markStale(tx, coarser, new Set(starts.map((start) => windowStart(start, coarser))));
  return starts.length;
}

async function rewriteWindow(
  tx: Transaction,
  { step, finer, start }: { step: number; finer: number; start: number },
): Promise<void> {
  await tx`DELETE FROM rollups WHERE step = ${step} AND window_start = to_timestamp(${start}::float8)`;

  // Totals of the finer step are summed like any endpoint; from 10 s, where there are none, they are made here.
  const makesTotals = finer === STEPS[0];
  const totals = new Map<string, Group>();
  const totalEndpoints = makesTotals ? await totalEndpointIds(tx) : new Map<number, number>();

  const groups: Group[] = [];
  let current: Group | undefined;

  const rows = tx<FineRow[]>`
    SELECT rollups.endpoint_id::float8 AS "endpointId", rollups.instance_id::float8 AS "instanceId",
      endpoints.service_id::float8 AS "serviceId", ${tx.unsafe(TOTALS_COLUMNS)}
    FROM rollups JOIN endpoints ON endpoints.id = rollups.endpoint_id
    WHERE rollups.step = ${finer}
      AND rollups.window_start >= to_timestamp(${start}::float8) AND rollups.window_start < to_timestamp(${start + step}::float8)
    ORDER BY rollups.endpoint_id, rollups.instance_id`.cursor(ROWS_AT_ONCE);

  for await (const chunk of rows) {
    for (const row of chunk) {
      if (current?.endpointId !== row.endpointId || current.instanceId !== row.instanceId) {
        current = { endpointId: row.endpointId, instanceId: row.instanceId, merged: new MergedRollup() };
        groups.push(current);
      }
      current.merged.add(row);
      const totalId = totalEndpoints.get(row.serviceId);
      if (totalId === undefined) continue;
      const key = `${totalId} ${row.instanceId}`;
      const total = totals.get(key) ?? { endpointId: totalId, instanceId: row.instanceId, merged: new MergedRollup() };
      totals.set(key, total);
      total.merged.add(row);
    }
  }
  groups.push(...totals.values());
  for (let i = 0; i < groups.length; i += ROWS_AT_ONCE) {
    const columns = new RollupColumns();
    for (const group of groups.slice(i, i + ROWS_AT_ONCE)) columns.add(rowOf(group, start));
    await insertRollups(tx, step, columns);
  }
}

async function totalEndpointIds(tx: Transaction): Promise<Map<number, number>> {
  const rows = await tx<{ id: number; serviceId: number }[]>`
    SELECT id::float8, service_id::float8 AS "serviceId" FROM endpoints WHERE method = ${TOTAL.method} AND route = ${TOTAL.route}`;
  return new Map(rows.map((row) => [row.serviceId, row.id]));
}

function rowOf({ endpointId, instanceId, merged }: Group, startSeconds: number): NewRollup {
  return {
    endpointId,
    instanceId,
    startSeconds,
    count: merged.count,
    status: [merged.status1xx, merged.status2xx, merged.status3xx, merged.status4xx, merged.status5xx],
    aborted: merged.aborted,
    sumMs: merged.sumMs,
    minMs: merged.minMs,
    maxMs: merged.maxMs,
    sentBytes: merged.sentBytes,
    histogram: Buffer.from(merged.histogram.encode()).toString("base64"),
  };
}
