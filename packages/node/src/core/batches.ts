import {
  type Batch,
  type BatchLoss,
  type BatchMetric,
  type BatchRequest,
  type BatchRollup,
  LIMITS,
  type Resource,
  WIRE_VERSION,
} from "@vigie/protocol";
import { uuidV7 } from "@vigie/series";

/** What was counted and kept since the last cut. */
export interface Harvest {
  rollups: BatchRollup[];
  requests: BatchRequest[];
  metrics: BatchMetric[];
  losses: BatchLoss[];
}

/**
 * Uncompressed size at which a batch is closed, by an upper estimate. It stays below the limit of the *compressed*
 * body, so that even what does not compress is accepted.
 */
const BATCH_BYTES = LIMITS.compressedBytes * 0.9;
const WINDOW_SECONDS = 10;

/** Packs a harvest into as few batches as the limits of the protocol allow. */
export function cutBatches(harvest: Harvest, resource: Resource, nowMs: number): Batch[] {
  const batches: Batch[] = [];
  let bytes = 0;
  let batch: Batch | undefined;
  const open = (size: number): Batch => {
    if (batch === undefined || bytes + size > BATCH_BYTES) {
      batch = {
        version: WIRE_VERSION,
        id: uuidV7(nowMs),
        resource,
        rollups: [],
        requests: [],
        metrics: [],
        losses: [],
      };
      batches.push(batch);
      bytes = 1_024 * 8;
    }
    bytes += size;
    return batch;
  };
  const fill = <T>(items: T[], max: number, sizeOf: (item: T) => number, listOf: (batch: Batch) => T[]) => {
    for (const item of items) {
      const list = listOf(open(sizeOf(item)));
      if (list.length < max) list.push(item);
      else {
        batch = undefined;
        listOf(open(sizeOf(item))).push(item);
      }
    }
  };
  fill(
    harvest.losses,
    LIMITS.lossesPerBatch,
    () => 80,
    (to) => to.losses,
  );
  fill(harvest.rollups, LIMITS.rollupsPerBatch, rollupSize, (to) => to.rollups);
  fill(
    harvest.requests,
    LIMITS.requestsPerBatch,
    (request) => 300 + text(request.route),
    (to) => to.requests,
  );
  fill(harvest.metrics, LIMITS.metricsPerBatch, metricSize, (to) => to.metrics);
  return batches;
}

/**
 * The same batch as it would have been with a clock set differently by `shiftMs`: times move exactly, windows by whole
 * windows so that they stay aligned. Under a new id, because the old one says when it was made.
 */
export function shiftBatch(batch: Batch, shiftMs: number, nowMs: number): Batch {
  const windows = Math.round(shiftMs / 1000 / WINDOW_SECONDS) * WINDOW_SECONDS;
  const at = (time: number) => Math.max(1, Math.round(time + shiftMs));
  return {
    ...batch,
    id: uuidV7(nowMs),
    rollups: batch.rollups.map((rollup) => ({ ...rollup, start: Math.max(WINDOW_SECONDS, rollup.start + windows) })),
    requests: batch.requests.map((request) => ({ ...request, time: at(request.time) })),
    metrics: batch.metrics.map((metric) => ({ ...metric, time: at(metric.time) })),
  };
}

const rollupSize = (rollup: BatchRollup) => 280 + text(rollup.route) + rollup.histogram.length;

function metricSize(metric: BatchMetric): number {
  let size = 120 + text(metric.name);
  for (const key in metric.labels) size += 6 + text(key) + text(metric.labels[key] ?? "");
  return size;
}

/** A character can become six, as in `\u0007`. */
const text = (value: string) => value.length * 6;
