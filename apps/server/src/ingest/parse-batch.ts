import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  type Batch,
  batchSchema,
  LIMITS,
  METRIC_TYPES,
  SENT_AT_HEADER,
  VigieError,
  WIRE_VERSION,
} from "@vigie/protocol";
import { Histogram, uuidV7Time } from "@vigie/series";
import { OWN_SERVICE } from "@vigie/storage";
import { redactBatch } from "./redact-batch.ts";

const unzip = promisify(gunzip);
/** What of a sender's own text is sent back to it, characters. */
const QUOTED = 200;

export interface ReceivedBatch {
  body: Buffer;
  /** The content-encoding header. */
  encoding: string | undefined;
  /** The sender's clock at sending, from SENT_AT_HEADER; milliseconds since the epoch. */
  sentAt: string | undefined;
  nowMs: number;
}

/** Bytes from the network → a batch that storage can trust. Throws the BATCH_* errors, WIRE_VERSION_UNSUPPORTED, METRIC_TYPE_UNKNOWN or CLOCK_SKEW. */
export async function parseBatch({ body, encoding, sentAt, nowMs }: ReceivedBatch): Promise<Batch> {
  if (sentAt !== undefined) checkSendingTime(sentAt, nowMs);
  const text = await decompress(body, encoding?.trim().toLowerCase());
  checkDepth(text);
  const value = parseJson(text);
  checkSizes(value);
  const batch = checkShape(value);
  if (batch.resource.service === OWN_SERVICE) throw invalid("resource.service", `${OWN_SERVICE} is Vigie itself`);
  checkTimes(batch, { nowMs, knowsClock: sentAt !== undefined });
  batch.rollups.forEach(checkRollup);
  redactBatch(batch);
  return batch;
}

async function decompress(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return body;
  if (encoding !== "gzip") {
    throw new VigieError("BATCH_ENCODING", { encoding: encoding.slice(0, QUOTED), problem: "it is not known here" });
  }
  try {
    return await unzip(body, { maxOutputLength: LIMITS.bodyBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new VigieError(
        "BATCH_TOO_LARGE",
        { receivedBytes: LIMITS.bodyBytes, limitBytes: LIMITS.bodyBytes, kind: "uncompressed" },
        cause,
      );
    }
    throw new VigieError("BATCH_ENCODING", { encoding, problem: (cause as Error).message }, cause);
  }
}

/** Before JSON.parse, which would build two hundred thousand levels without complaint. */
function checkDepth(text: Buffer): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > LIMITS.depth) throw new VigieError("BATCH_TOO_DEEP", { limit: LIMITS.depth });
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8"));
  } catch (cause) {
    throw new VigieError("BATCH_MALFORMED", { problem: (cause as Error).message }, cause);
  }
}

/** Before the schema, which would make an issue of each of millions of wrong items. */
function checkSizes(value: unknown): void {
  if (!isObject(value)) return;
  const lists = {
    rollups: LIMITS.rollupsPerBatch,
    requests: LIMITS.requestsPerBatch,
    metrics: LIMITS.metricsPerBatch,
    losses: LIMITS.lossesPerBatch,
    errors: LIMITS.errorsPerBatch,
    statements: LIMITS.statementsPerBatch,
    logs: LIMITS.logsPerBatch,
  };
  for (const [name, limit] of Object.entries(lists)) {
    const list = value[name];
    if (Array.isArray(list) && list.length > limit)
      throw invalid(name, `${list.length} of them, the limit is ${limit}`);
  }
  if (!Array.isArray(value.metrics)) return;
  value.metrics.forEach((metric: unknown, i) => {
    if (!isObject(metric) || !isObject(metric.labels)) return;
    const labels = Object.keys(metric.labels).length;
    if (labels > LIMITS.labelsPerMetric)
      throw invalid(`metrics.${i}.labels`, `${labels} of them, the limit is ${LIMITS.labelsPerMetric}`);
  });
}

function checkShape(value: unknown): Batch {
  const version = isObject(value) ? value.version : undefined;
  if (version !== undefined && version !== WIRE_VERSION)
    throw new VigieError("WIRE_VERSION_UNSUPPORTED", { version: quote(version), supported: WIRE_VERSION });
  const parsed = batchSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".").slice(0, QUOTED) || "(the whole)";
  if (/^metrics\.\d+\.type$/.test(path)) {
    const metrics = (value as { metrics: { type: unknown }[] }).metrics;
    const type = metrics[Number(issue?.path[1])]?.type;
    throw new VigieError("METRIC_TYPE_UNKNOWN", {
      path,
      type: quote(type),
      known: METRIC_TYPES.join(", "),
    });
  }
  throw invalid(path, issue?.message ?? "it is not valid");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A sender's value, short enough to send back, as text unless it is a number. */
function quote(value: unknown): string | number {
  if (typeof value === "number") return value;
  return (typeof value === "string" ? value : JSON.stringify(value ?? null)).slice(0, QUOTED);
}

function checkTimes(batch: Batch, { nowMs, knowsClock }: { nowMs: number; knowsClock: boolean }): void {
  const idTime = uuidV7Time(batch.id);
  if (idTime > nowMs + LIMITS.clockSkewMs) checkClock(idTime - nowMs, nowMs);
  if (idTime < nowMs - LIMITS.sampleAgeMs) {
    // With a clock known to be right, the batch has waited this long.
    if (!knowsClock) checkClock(idTime - nowMs, nowMs);
    checkAge(nowMs - idTime, LIMITS.sampleAgeMs, "id");
  }
  batch.rollups.forEach(({ start }, i) => {
    const ageMs = nowMs - start * 1000;
    checkAge(ageMs, LIMITS.lateMs, `rollups.${i}.start`);
    if (ageMs < -LIMITS.clockSkewMs) checkClock(-ageMs, nowMs);
  });
  batch.metrics.forEach(({ time }, i) => {
    checkAge(nowMs - time, LIMITS.sampleAgeMs, `metrics.${i}.time`);
    if (time > nowMs + LIMITS.clockSkewMs) checkClock(time - nowMs, nowMs);
  });
  for (const request of batch.requests) {
    if (request.time > nowMs + LIMITS.clockSkewMs) checkClock(request.time - nowMs, nowMs);
    // A stream may have begun days ago; it is filed under the oldest time that is taken.
    request.time = Math.max(request.time, nowMs - LIMITS.sampleAgeMs);
  }
  for (const log of batch.logs) {
    if (log.time > nowMs + LIMITS.clockSkewMs) checkClock(log.time - nowMs, nowMs);
    // One that waited for days is filed under the oldest time that is taken; its place among the others stays.
    log.time = Math.max(log.time, nowMs - LIMITS.sampleAgeMs);
  }
  for (const { sample } of batch.errors) {
    if (sample === undefined) continue;
    if (sample.time > nowMs + LIMITS.clockSkewMs) checkClock(sample.time - nowMs, nowMs);
    sample.time = Math.max(sample.time, nowMs - LIMITS.sampleAgeMs);
  }
}

function checkAge(ageMs: number, limitMs: number, path: string): void {
  if (ageMs <= limitMs) return;
  throw new VigieError("BATCH_TOO_OLD", { path, ageSeconds: Math.round(ageMs / 1000), limitSeconds: limitMs / 1000 });
}

function checkSendingTime(sentAt: string, nowMs: number): void {
  if (!/^\d{1,16}(\.\d+)?$/.test(sentAt)) throw invalid(SENT_AT_HEADER, "must be milliseconds since the epoch");
  checkClock(Number(sentAt) - nowMs, nowMs);
}

function checkClock(skewMs: number, nowMs: number): void {
  if (Math.abs(skewMs) <= LIMITS.clockSkewMs) return;
  throw new VigieError("CLOCK_SKEW", { skewMs: Math.round(skewMs), limitMs: LIMITS.clockSkewMs, serverTime: nowMs });
}

/** What the schema cannot say: the parts of a rollup must agree with each other. */
function checkRollup(rollup: Batch["rollups"][number], i: number): void {
  const path = `rollups.${i}`;
  const byStatus = rollup.status.reduce((sum, count) => sum + count, 0);
  if (byStatus !== rollup.count) throw invalid(`${path}.status`, `adds up to ${byStatus}, count is ${rollup.count}`);
  if (rollup.aborted > rollup.count) throw invalid(`${path}.aborted`, "is more than count");
  const waitedMs = rollup.waitMs.reduce((sum, ms) => sum + ms, 0);
  // One part in a million for sums that were made in another order.
  if (waitedMs > rollup.sumMs * 1.000_001 + 0.001)
    throw invalid(`${path}.waitMs`, `adds up to ${waitedMs}, sumMs is ${rollup.sumMs}`);
  const failed = rollup.status[3] + rollup.status[4];
  const byCode = rollup.statuses.reduce((sum, { count }) => sum + count, 0);
  if (byCode > failed) throw invalid(`${path}.statuses`, `adds up to ${byCode}, 4xx and 5xx are ${failed}`);
  if (rollup.minMs > rollup.maxMs) throw invalid(`${path}.minMs`, "is more than maxMs");
  const bytes = Buffer.from(rollup.histogram, "base64");
  // Node reads much that Postgres, which decodes it again, does not.
  if (bytes.toString("base64") !== rollup.histogram) throw invalid(`${path}.histogram`, "is not base64 with padding");
  let recorded: number;
  try {
    recorded = Histogram.decode(bytes).count;
  } catch (cause) {
    throw invalid(`${path}.histogram`, (cause as Error).message);
  }
  if (recorded !== rollup.count)
    throw invalid(`${path}.histogram`, `holds ${recorded} values, count is ${rollup.count}`);
}

function invalid(path: string, problem: string): VigieError {
  return new VigieError("BATCH_INVALID", { path, problem });
}
