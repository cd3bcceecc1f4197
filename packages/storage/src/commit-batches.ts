import { randomUUID } from "node:crypto";
import type { Batch } from "@vigie/protocol";
import { uuidV7Time, windowStart } from "@vigie/series";
import type { Transaction } from "./connection.ts";
import type { KnownInstance } from "./dimensions.ts";
import { markStale } from "./stale-windows.ts";
import type { Store } from "./store.ts";

/** Name under which losses stand in `metrics`, with labels `what` and `cause`. */
export const LOSS_METRIC = "vigie.losses";

interface Located {
  batch: Batch;
  instance: KnownInstance;
  /** Endpoint ids of `batch.rollups`, then of `batch.requests`. */
  endpointIds: number[];
  /** Requests counted under `(other)` because the service has too many endpoints. */
  foldedRequests: number;
}

/**
 * Stores batches in one transaction and resolves after Postgres committed it: for each batch, whether it was a duplicate (its
 * id was stored before, or stands earlier in the list) and so left out. Throws what Postgres throws; then nothing of any of them is stored.
 */
export async function commitBatches(store: Store, batches: readonly Batch[], nowMs: number): Promise<boolean[]> {
  const located: Located[] = [];
  for (const batch of batches) located.push(await locate(store, batch));

  let isNew: boolean[] = [];
  await store.sql.begin(async (tx) => {
    const claimed = await claimIds(tx, batches);
    // Taking the id out lets only the first of two batches with the same id through.
    isNew = batches.map((batch) => claimed.delete(batch.id.toLowerCase()));
    const stored = located.filter((_, i) => isNew[i]);
    if (stored.length === 0) return;
    await Promise.all([appendRollups(tx, stored), appendRequests(tx, stored), appendMetrics(tx, stored, nowMs)]);
  });
  // A hint for people, not a count: should it fail, the next batch tells again.
  store.dimensions
    .touch(
      located.map(({ instance }) => instance),
      nowMs,
    )
    .catch(() => {});
  return isNew.map((fresh) => !fresh);
}

async function locate(store: Store, batch: Batch): Promise<Located> {
  const instance = await store.dimensions.instance(batch.resource);
  const { ids, folded } = await store.dimensions.endpoints(batch.resource.service, [
    ...batch.rollups,
    ...batch.requests,
  ]);
  const foldedRequests = batch.rollups.reduce((sum, rollup, i) => sum + (folded[i] ? rollup.count : 0), 0);
  return { batch, instance, endpointIds: ids, foldedRequests };
}

/** The ids that were not there yet. Sorted, so that two servers given the same batches cannot wait for each other. */
async function claimIds(tx: Transaction, batches: readonly Batch[]): Promise<Set<string>> {
  const ids = [...new Set(batches.map((batch) => batch.id.toLowerCase()))].sort();
  const times = ids.map((id) => uuidV7Time(id) / 1000);
  const rows = await tx<{ id: string }[]>`
    INSERT INTO batches (time, id)
    SELECT to_timestamp(time), id FROM unnest(${times}::float8[], ${ids}::uuid[]) AS new (time, id)
    ON CONFLICT DO NOTHING
    RETURNING id`;
  return new Set(rows.map((row) => row.id));
}

async function appendRollups(tx: Transaction, stored: readonly Located[]): Promise<void> {
  const columns = new RollupColumns();
  const minutes = new Set<number>();
  for (const { batch, instance, endpointIds } of stored) {
    batch.rollups.forEach((rollup, i) => {
      columns.add({
        endpointId: endpointIds[i] ?? 0,
        instanceId: instance.id,
        startSeconds: rollup.start,
        count: rollup.count,
        status: rollup.status,
        aborted: rollup.aborted,
        sumMs: rollup.sumMs,
        minMs: rollup.minMs,
        maxMs: rollup.maxMs,
        sentBytes: rollup.sentBytes,
        histogram: rollup.histogram,
      });
      minutes.add(windowStart(rollup.start, 60));
    });
  }
  if (minutes.size === 0) return;
  await Promise.all([insertRollups(tx, 10, columns), markStale(tx, "stale_windows", 60, minutes)]);
}

export interface NewRollup {
  endpointId: number;
  instanceId: number;
  startSeconds: number;
  count: number;
  /** 1xx, 2xx, 3xx, 4xx, 5xx */
  status: readonly [number, number, number, number, number];
  aborted: number;
  sumMs: number;
  minMs: number;
  maxMs: number;
  sentBytes: number;
  /** Histogram.encode() as base64, as it came over the wire: Postgres decodes it. */
  histogram: string;
}

/** Rollups turned on their side: one array a column, as `unnest` takes them. */
export class RollupColumns {
  readonly values: (number | string)[][] = Array.from({ length: 15 }, () => []);

  get length(): number {
    return this.values[0]?.length ?? 0;
  }

  add(row: NewRollup): void {
    const cells = [
      row.endpointId,
      row.instanceId,
      row.startSeconds,
      row.count,
      ...row.status,
      row.aborted,
      row.sumMs,
      row.minMs,
      row.maxMs,
      row.sentBytes,
      row.histogram,
    ];
    for (let i = 0; i < cells.length; i++) this.values[i]?.push(cells[i] as number | string);
  }
}

/** Appends rows to `rollups`, without ON CONFLICT: exactly-once stands on `batches` alone. */
export async function insertRollups(tx: Transaction, step: number, { values: c }: RollupColumns): Promise<void> {
  const numbers = (i: number) => c[i] as number[];
  await tx`
    INSERT INTO rollups (
      step, endpoint_id, instance_id, window_start, count,
      status_1xx, status_2xx, status_3xx, status_4xx, status_5xx,
      aborted, sum_ms, min_ms, max_ms, sent_bytes, histogram)
    SELECT ${step}::int, endpoint_id, instance_id, to_timestamp(start), count, s1, s2, s3, s4, s5,
      aborted, sum_ms, min_ms, max_ms, sent_bytes, decode(histogram, 'base64')
    FROM unnest(
      ${numbers(0)}::bigint[], ${numbers(1)}::bigint[], ${numbers(2)}::float8[], ${numbers(3)}::bigint[],
      ${numbers(4)}::bigint[], ${numbers(5)}::bigint[], ${numbers(6)}::bigint[], ${numbers(7)}::bigint[], ${numbers(8)}::bigint[],
      ${numbers(9)}::bigint[], ${numbers(10)}::float8[], ${numbers(11)}::float8[], ${numbers(12)}::float8[],
      ${numbers(13)}::bigint[], ${c[14] as string[]}::text[]
    ) AS new (endpoint_id, instance_id, start, count, s1, s2, s3, s4, s5, aborted, sum_ms, min_ms, max_ms, sent_bytes, histogram)`;
}

async function appendRequests(tx: Transaction, stored: readonly Located[]): Promise<void> {
  const rows = stored.flatMap(({ batch, instance, endpointIds }) =>
    batch.requests.map((request, i) => ({
      request,
      instanceId: instance.id,
      endpointId: endpointIds[batch.rollups.length + i] ?? 0,
    })),
  );
  if (rows.length === 0) return;
  await tx`
    INSERT INTO requests (time, id, endpoint_id, instance_id, status, duration_ms, sent_bytes, aborted, trace_id, kept)
    SELECT to_timestamp(time), id, endpoint_id, instance_id, status, duration_ms, sent_bytes, aborted = 1, trace_id, kept FROM unnest(
      ${rows.map((row) => row.request.time / 1000)}::float8[], ${rows.map(() => randomUUID())}::uuid[],
      ${rows.map((row) => row.endpointId)}::bigint[], ${rows.map((row) => row.instanceId)}::bigint[],
      ${rows.map((row) => row.request.status)}::smallint[], ${rows.map((row) => row.request.durationMs)}::float8[],
      ${rows.map((row) => row.request.sentBytes)}::bigint[], ${rows.map((row) => (row.request.aborted ? 1 : 0))}::int[],
      ${rows.map((row) => row.request.traceId)}::text[], ${rows.map((row) => row.request.kept)}::text[]
    ) AS new (time, id, endpoint_id, instance_id, status, duration_ms, sent_bytes, aborted, trace_id, kept)`;
}

async function appendMetrics(tx: Transaction, stored: readonly Located[], nowMs: number): Promise<void> {
  const samples: Sample[] = [];
  for (const { batch, instance, foldedRequests } of stored) {
    const instanceId = instance.id;
    for (const metric of batch.metrics) samples.push({ ...metric, instanceId });
    const losses =
      foldedRequests > 0
        ? [...batch.losses, { what: "endpoints", cause: "endpoint-limit", count: foldedRequests }]
        : batch.losses;
    for (const { what, cause, count } of losses) {
      samples.push({
        time: nowMs,
        type: "custom",
        name: LOSS_METRIC,
        value: count,
        labels: { what, cause },
        instanceId,
      });
    }
  }
  await insertSamples(tx, samples);
}

/** One row of `metrics` to be. */
export interface Sample {
  /** Milliseconds since the epoch. */
  time: number;
  type: string;
  name: string;
  value: number;
  labels: Record<string, string>;
  /** Null for what the collectors sampled from a target. */
  instanceId: number | null;
}

/** Stores samples that come by themselves: from a collector, or by hand. */
export async function recordSamples(store: Store, samples: readonly Sample[]): Promise<void> {
  await store.sql.begin((tx) => insertSamples(tx, samples));
}

async function insertSamples(tx: Transaction, samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  const minutes = new Set(samples.map((sample) => windowStart(Math.floor(sample.time / 1000), 60)));
  const insert = tx`
    INSERT INTO metrics (time, type, name, value, labels, instance_id)
    SELECT to_timestamp(time), type, name, value, labels::jsonb, instance_id FROM unnest(
      ${samples.map((sample) => sample.time / 1000)}::float8[], ${samples.map((sample) => sample.type)}::text[],
      ${samples.map((sample) => sample.name)}::text[], ${samples.map((sample) => sample.value)}::float8[],
      ${samples.map((sample) => JSON.stringify(sample.labels))}::text[], ${samples.map((sample) => sample.instanceId)}::bigint[]
    ) AS new (time, type, name, value, labels, instance_id)`;
  await Promise.all([insert, markStale(tx, "stale_metric_windows", 60, minutes)]);
}
