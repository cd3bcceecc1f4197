import { insertRollups, type NewRollup, RollupColumns } from "./commit-batches.ts";
import type { Transaction } from "./connection.ts";
import { TOTAL } from "./dimensions.ts";
import { MergedRollup, type RollupTotals, TOTALS_COLUMNS } from "./merge-rollups.ts";
import type { WindowToRewrite } from "./stale-windows.ts";

/** Rows fetched, and rows written, at a time: bounds the memory that compaction takes. */
const ROWS_AT_ONCE = 2_000;
/** Seconds. What ingest appends. */
const FINEST_STEP = 10;

interface FineRow extends RollupTotals {
  endpointId: number;
  instanceId: number;
  serviceId: number;
}

interface Group {
  endpointId: number;
  instanceId: number;
  merged: MergedRollup;
}

/** One row per endpoint and instance, and one per service and instance, from all rows of the finer step. */
export async function rewriteRollupWindow(tx: Transaction, { step, finer, start }: WindowToRewrite): Promise<void> {
  await tx`DELETE FROM rollups WHERE step = ${step} AND window_start = to_timestamp(${start}::float8)`;

  // Totals of the finer step are summed like any endpoint; from 10 s, where there are none, they are made here.
  const makesTotals = finer === FINEST_STEP;
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
