import { randomUUID } from "node:crypto";
import type { Batch, BatchLog, BatchRequest } from "@vigie/protocol";
import { uuidV7Time, windowStart } from "@vigie/series";
import { appendLogs } from "./append-logs.ts";
import { appendRollups, type LocatedRollups } from "./append-rollups.ts";
import type { Transaction } from "./connection.ts";
import type { GroupSeen } from "./dimensions.ts";
import { markStale } from "./stale-windows.ts";
import type { Store } from "./store.ts";

/** Name under which losses stand in `metrics`, with labels `what` and `cause`. */
export const LOSS_METRIC = "vigie.losses";

interface Located extends LocatedRollups {
  batch: Batch;
  /** Endpoint ids of `batch.rollups`, then of `batch.requests`, then of the samples of `batch.errors`. */
  endpointIds: number[];
  /** Endpoint ids of `batch.logs`. */
  logEndpointIds: (number | null)[];
  /** Requests counted under `(other)` because the service has too many endpoints. */
  foldedRequests: number;
  /** Instances newly counted under `(other)` because the service has too many, or too many releases or environments. */
  foldedInstances: number;
}

/** What became of one batch. */
export interface Committed {
  /** Its id was stored before, or stands earlier in the list: it was left out. */
  duplicate: boolean;
  /** Id of the first of its logs, which the others follow; 0 for none. */
  firstLogId: number;
}

/**
 * Stores batches in one transaction and resolves after Postgres committed it. Throws what Postgres throws; then nothing of any of
 * them is stored.
 */
export async function commitBatches(store: Store, batches: readonly Batch[], nowMs: number): Promise<Committed[]> {
  const located: Located[] = [];
  for (const batch of batches) located.push(await locate(store, batch));

  let isNew: boolean[] = [];
  let groupsWritten = () => {};
  const firstLogIds = new Map<Located, number>();
  await store.sql.begin(async (tx) => {
    const [, claimed] = await Promise.all([limitTime(tx), claimIds(tx, batches)]);
    // Taking the id out lets only the first of two batches with the same id through.
    isNew = batches.map((batch) => claimed.delete(batch.id.toLowerCase()));
    const stored = located.filter((_, i) => isNew[i]);
    if (stored.length === 0) return;
    [groupsWritten] = await Promise.all([
      store.dimensions.touchGroups(tx, stored.flatMap(groupsSeen), nowMs),
      appendRollups(tx, stored),
      appendRequests(tx, stored),
      appendErrorSamples(tx, stored),
      appendMetrics(tx, stored, nowMs),
    ]);
    const logs = stored.map(({ batch, instance, logEndpointIds }) => ({
      logs: batch.logs,
      serviceId: instance.serviceId,
      instanceId: instance.id,
      endpointIds: logEndpointIds,
    }));
    const firstIds = await appendLogs(tx, logs);
    for (const [i, one] of stored.entries()) firstLogIds.set(one, firstIds[i] ?? 0);
  });
  groupsWritten();
  // A hint for people, not a count: should it fail, the next batch tells again.
  store.dimensions
    .touch(
      located.map(({ instance }) => instance),
      nowMs,
    )
    .catch(() => {});
  return located.map((one, i) => ({ duplicate: !isNew[i], firstLogId: firstLogIds.get(one) ?? 0 }));
}

async function locate(store: Store, batch: Batch): Promise<Located> {
  const { dimensions } = store;
  const { service } = batch.resource;
  const instance = await dimensions.instance(batch.resource);
  const samples = batch.errors.flatMap(({ sample }) => sample ?? []);
  const inRequests = batch.logs.filter(isInRequest);
  const { ids, folded } = await dimensions.endpoints(service, [
    ...batch.rollups,
    ...batch.requests,
    ...samples,
    ...inRequests,
  ]);
  const logsFrom = ids.length - inRequests.length;
  const endpointOfLog = new Map(inRequests.map((log, i) => [log, ids[logsFrom + i] ?? null]));
  const foldedRequests = batch.rollups.reduce((sum, rollup, i) => sum + (folded[i] ? rollup.count : 0), 0);
  // One that the batch does not describe is named by its fingerprint alone.
  const groups = describedBy(
    batch.errors,
    [...batch.rollups.flatMap((rollup) => rollup.errors), ...batch.requests.flatMap(errorOf)],
    ({ fingerprint }) => ({ fingerprint, type: "(unknown)", place: "" }),
  );
  const statements = describedBy(
    batch.statements,
    [...batch.rollups.flatMap((rollup) => rollup.statements), ...batch.requests.flatMap(statementsOf)],
    ({ fingerprint }) => ({ fingerprint, text: "(unknown)" }),
  );
  return {
    batch,
    instance,
    rollups: batch.rollups,
    endpointIds: ids,
    logEndpointIds: batch.logs.map((log) => endpointOfLog.get(log as EndpointLog) ?? null),
    foldedRequests,
    foldedInstances: dimensions.takeFoldedInstances(instance.serviceId),
    groupId: groups.length > 0 ? await dimensions.errorGroups(service, groups) : nothing,
    statementId: statements.length > 0 ? await dimensions.statements(service, statements) : nothing,
  };
}

interface Fingerprinted {
  fingerprint: string;
}

function describedBy<T extends Fingerprinted>(
  described: readonly T[],
  named: readonly Fingerprinted[],
  describe: (one: Fingerprinted) => T,
): T[] {
  const known = new Map(described.map((one) => [one.fingerprint, one]));
  for (const one of named) if (!known.has(one.fingerprint)) known.set(one.fingerprint, describe(one));
  return [...known.values()];
}

function errorOf({ error }: BatchRequest): Fingerprinted[] {
  return error === undefined ? [] : [{ fingerprint: error }];
}

function statementsOf({ spans }: BatchRequest): Fingerprinted[] {
  return spans.flatMap(({ statement }) => (statement === undefined ? [] : [{ fingerprint: statement }]));
}

type EndpointLog = BatchLog & { method: string; route: string };

function isInRequest(log: BatchLog): log is EndpointLog {
  return log.method !== undefined && log.route !== undefined;
}

function nothing(fingerprint: string): never {
  throw new Error(`${fingerprint} was not looked up`);
}

function groupsSeen({ batch, instance, groupId }: Located): GroupSeen[] {
  return batch.rollups.flatMap(({ start, errors }) =>
    errors.map(({ fingerprint }) => ({
      groupId: groupId(fingerprint),
      release: instance.release,
      fromSeconds: start,
      toSeconds: start + 10,
    })),
  );
}

/**
 * Who waits behind a lock that lasts keeps a connection, of which there are few, and is no longer waited for: rather nothing is stored.
 * Shorter than the pool's limit, and than the time after which a commit is answered with "not now".
 */
async function limitTime(tx: Transaction): Promise<void> {
  await tx`SELECT set_config('lock_timeout', '6s', true), set_config('statement_timeout', '7s', true)`;
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

async function appendRequests(tx: Transaction, stored: readonly Located[]): Promise<void> {
  const rows = stored.flatMap(({ batch, instance, endpointIds, groupId }) =>
    batch.requests.map((request, i) => ({
      request,
      instanceId: instance.id,
      endpointId: endpointIds[batch.rollups.length + i] ?? 0,
      groupId: request.error === undefined ? null : groupId(request.error),
    })),
  );
  if (rows.length === 0) return;
  const waits = (kind: number) => rows.map((row) => row.request.waitMs[kind] ?? 0);
  const given = (part: (request: BatchRequest) => string | undefined) => rows.map((row) => part(row.request) ?? null);
  const asJson = (part: (request: BatchRequest) => object | undefined) =>
    given((request) => {
      const value = part(request);
      return value === undefined || Object.keys(value).length === 0 ? undefined : JSON.stringify(value);
    });
  await tx`
    INSERT INTO requests (time, id, endpoint_id, instance_id, status, duration_ms, sent_bytes, aborted, trace_id, kept,
      pool_ms, sql_ms, cache_ms, http_ms, error_group_id, span_id, parent_span_id, url, headers, attributes, spans, spans_left_out)
    SELECT to_timestamp(time), id, endpoint_id, instance_id, status, duration_ms, sent_bytes, aborted = 1, trace_id, kept,
      pool_ms, sql_ms, cache_ms, http_ms, error_group_id, span_id, parent_span_id, url, headers::jsonb, attributes::jsonb,
      spans::jsonb, spans_left_out FROM unnest(
      ${rows.map((row) => row.request.time / 1000)}::float8[], ${rows.map(() => randomUUID())}::uuid[],
      ${rows.map((row) => row.endpointId)}::bigint[], ${rows.map((row) => row.instanceId)}::bigint[],
      ${rows.map((row) => row.request.status)}::smallint[], ${rows.map((row) => row.request.durationMs)}::float8[],
      ${rows.map((row) => row.request.sentBytes)}::bigint[], ${rows.map((row) => (row.request.aborted ? 1 : 0))}::int[],
      ${rows.map((row) => row.request.traceId)}::text[], ${rows.map((row) => row.request.kept)}::text[],
      ${waits(0)}::real[], ${waits(1)}::real[], ${waits(2)}::real[], ${waits(3)}::real[],
      ${rows.map((row) => row.groupId)}::bigint[], ${given((request) => request.spanId)}::text[],
      ${given((request) => request.parentSpanId)}::text[], ${given((request) => request.url)}::text[],
      ${asJson((request) => request.headers)}::text[], ${asJson((request) => request.attributes)}::text[],
      ${asJson((request) => request.spans)}::text[], ${rows.map((row) => row.request.spansLeftOut)}::int[]
    ) AS new (time, id, endpoint_id, instance_id, status, duration_ms, sent_bytes, aborted, trace_id, kept,
      pool_ms, sql_ms, cache_ms, http_ms, error_group_id, span_id, parent_span_id, url, headers, attributes, spans, spans_left_out)`;
}

async function appendErrorSamples(tx: Transaction, stored: readonly Located[]): Promise<void> {
  const rows = stored.flatMap(({ batch, instance, endpointIds, groupId }) => {
    let at = batch.rollups.length + batch.requests.length;
    return batch.errors.flatMap(({ fingerprint, sample }) =>
      sample === undefined
        ? []
        : [{ sample, groupId: groupId(fingerprint), instanceId: instance.id, endpointId: endpointIds[at++] ?? 0 }],
    );
  });
  if (rows.length === 0) return;
  await tx`
    INSERT INTO error_samples (time, id, group_id, endpoint_id, instance_id, status, trace_id, message, stack)
    SELECT to_timestamp(time), id, group_id, endpoint_id, instance_id, status, trace_id, message, stack FROM unnest(
      ${rows.map((row) => row.sample.time / 1000)}::float8[], ${rows.map(() => randomUUID())}::uuid[],
      ${rows.map((row) => row.groupId)}::bigint[], ${rows.map((row) => row.endpointId)}::bigint[],
      ${rows.map((row) => row.instanceId)}::bigint[], ${rows.map((row) => row.sample.status)}::smallint[],
      ${rows.map((row) => row.sample.traceId)}::text[], ${rows.map((row) => row.sample.message)}::text[],
      ${rows.map((row) => row.sample.stack)}::text[]
    ) AS new (time, id, group_id, endpoint_id, instance_id, status, trace_id, message, stack)`;
}

async function appendMetrics(tx: Transaction, stored: readonly Located[], nowMs: number): Promise<void> {
  const samples: Sample[] = [];
  for (const { batch, instance, foldedRequests, foldedInstances } of stored) {
    const instanceId = instance.id;
    for (const metric of batch.metrics) samples.push({ ...metric, instanceId });
    const losses: { what: string; cause: string; count: number }[] = [...batch.losses];
    if (foldedRequests > 0) losses.push({ what: "endpoints", cause: "endpoint-limit", count: foldedRequests });
    if (foldedInstances > 0) losses.push({ what: "instances", cause: "instance-limit", count: foldedInstances });
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
