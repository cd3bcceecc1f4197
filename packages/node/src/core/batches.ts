import type { Batch, BatchLoss, BatchMetric, BatchRequest, BatchRollup, Resource } from "@vigie/protocol";
import { uuidV7 } from "@vigie/series";
import type { SizedLogs } from "./logs/packed-logs.ts";
import { type Dictionary, type Mentions, OpenBatch } from "./open-batch.ts";

/** What was counted and kept since the last cut. */
export interface Harvest extends Dictionary {
  rollups: BatchRollup[];
  requests: BatchRequest[];
  metrics: BatchMetric[];
  losses: BatchLoss[];
  logs: readonly SizedLogs[];
}

const WINDOW_SECONDS = 10;
const NOTHING: Mentions = { errors: [], statements: [] };

/** A batch without its logs, and these as JSON, several to a text with commas between. */
export interface CutBatch {
  readonly batch: Batch;
  readonly logs: readonly string[];
  readonly logCount: number;
}

/**
 * Packs a harvest into as few batches as the limits of the protocol allow. Each describes the errors and statements that it
 * mentions, as the others may never arrive; a sample of an error travels in the first of them only.
 */
export function cutBatches(harvest: Harvest, resource: Resource, nowMs: number): CutBatch[] {
  const batches: OpenBatch[] = [];
  const samplesSent = new Set<string>();
  const put = (list: "losses" | "metrics" | "rollups" | "requests", bytes: number, mentions: Mentions) => {
    let open = batches.at(-1);
    let news = open?.lacking(mentions, harvest, samplesSent);
    if (open === undefined || news === undefined || !open.hasRoom(list, bytes, news)) {
      open = new OpenBatch(resource, nowMs);
      batches.push(open);
      news = open.lacking(mentions, harvest, samplesSent);
    }
    open.add(bytes, news, samplesSent);
    return open;
  };
  for (const loss of harvest.losses) put("losses", 80, NOTHING).batch.losses.push(loss);
  for (const rollup of harvest.rollups) {
    const { errors, statements } = rollup;
    put("rollups", rollupSize(rollup), { errors, statements }).batch.rollups.push(rollup);
  }
  for (const request of harvest.requests) {
    const errors = request.error === undefined ? [] : [{ fingerprint: request.error }];
    put("requests", requestSize(request), { errors, statements: statementsOf(request) }).batch.requests.push(request);
  }
  for (const metric of harvest.metrics) put("metrics", metricSize(metric), NOTHING).batch.metrics.push(metric);
  // By themselves, as there can be thousands and they mention nothing.
  for (const logs of harvest.logs) {
    if (batches.at(-1)?.addLogs(logs)) continue;
    const open = new OpenBatch(resource, nowMs);
    batches.push(open);
    open.addLogs(logs);
  }
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
    logs: batch.logs.map((log) => ({ ...log, time: at(log.time) })),
    metrics: batch.metrics.map((metric) => ({ ...metric, time: at(metric.time) })),
    errors: batch.errors.map(({ sample, ...error }) =>
      sample === undefined ? error : { ...error, sample: { ...sample, time: at(sample.time) } },
    ),
  };
}

/** Each once, whichever spans name it. */
function statementsOf({ spans }: BatchRequest): { fingerprint: string }[] {
  const fingerprints = new Set(spans.flatMap(({ statement }) => statement ?? []));
  return [...fingerprints].map((fingerprint) => ({ fingerprint }));
}

/** Exact, as some have two hundred spans and most have none. */
function requestSize(request: BatchRequest): number {
  return Buffer.byteLength(JSON.stringify(request)) + 1;
}

/** Upper bounds of what the numbers need. */
function rollupSize({ route, histogram, statuses, errors, statements }: BatchRollup): number {
  return 520 + text(route) + histogram.length + 40 * statuses.length + 60 * errors.length + 90 * statements.length;
}

function metricSize(metric: BatchMetric): number {
  let size = 120 + text(metric.name);
  for (const key in metric.labels) size += 6 + text(key) + text(metric.labels[key] ?? "");
  return size;
}

/** A character can become six, as in `\u0007`. */
const text = (value: string) => value.length * 6;
