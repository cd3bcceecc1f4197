import {
  type Batch,
  batchSchema,
  errorSchema,
  LIMITS,
  logSchema,
  lossSchema,
  METRIC_TYPES,
  metricSchema,
  requestSchema,
  rollupSchema,
  SENT_AT_HEADER,
  statementSchema,
  VigieError,
  WIRE_VERSION,
} from "@vigie/protocol";
import { Histogram, uuidV7Time } from "@vigie/series";
import { OWN_SERVICE } from "@vigie/storage";
import { type Breath, createBreath } from "./breath.ts";
import { redactBatch } from "./redact-batch.ts";
import { scanJson } from "./scan-json.ts";
import { unpackBody } from "./unpack-body.ts";

/** What of a sender's own text is sent back to it, characters. */
const QUOTED = 200;

export interface ReceivedBatch {
  body: Buffer;
  /** The content-encoding header. */
  encoding: string | undefined;
  /** The sender's clock at sending, from SENT_AT_HEADER; milliseconds since the epoch. */
  sentAt: string | undefined;
  nowMs: number;
  /** Whether a batch with this id was stored. Asked when its times would be refused: then they no longer matter. */
  isStored?: (id: string) => Promise<boolean>;
  /** Told how many bytes of JSON it is, before that is parsed. */
  unpacked?: (bytes: number) => void;
}

/** What a batch has lists of, in the order of its schema: how many at most, and what each is. */
const LISTS = {
  rollups: { limit: LIMITS.rollupsPerBatch, schema: rollupSchema },
  requests: { limit: LIMITS.requestsPerBatch, schema: requestSchema },
  metrics: { limit: LIMITS.metricsPerBatch, schema: metricSchema },
  losses: { limit: LIMITS.lossesPerBatch, schema: lossSchema },
  errors: { limit: LIMITS.errorsPerBatch, schema: errorSchema },
  statements: { limit: LIMITS.statementsPerBatch, schema: statementSchema },
  logs: { limit: LIMITS.logsPerBatch, schema: logSchema },
} as const;

/** Bytes from the network → a batch that storage can trust. Throws the BATCH_* errors, WIRE_VERSION_UNSUPPORTED, METRIC_TYPE_UNKNOWN or CLOCK_SKEW. */
export async function parseBatch({ body, encoding, sentAt, nowMs, isStored, unpacked }: ReceivedBatch): Promise<Batch> {
  const text = await unpackBody(body, encoding?.trim().toLowerCase());
  unpacked?.(text.byteLength);
  const breath = createBreath();
  scanJson(text);
  const value = parseJson(text);
  checkSizes(value);
  const batch = await checkShape(value, breath);
  if (batch.resource.service === OWN_SERVICE) throw invalid("resource.service", `${OWN_SERVICE} is Vigie itself`);
  try {
    if (sentAt !== undefined) checkSendingTime(sentAt, nowMs);
    checkTimes(batch, { nowMs, knowsClock: sentAt !== undefined });
  } catch (refusal) {
    // Told that nothing was stored, its sender would send it under a new id, or report as lost what an attempt without an answer brought.
    if (!(await isStored?.(batch.id))) throw refusal;
  }
  for (const [i, rollup] of batch.rollups.entries()) {
    checkRollup(rollup, i);
    await breath();
  }
  await redactBatch(batch, breath);
  return batch;
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
  for (const [name, { limit }] of Object.entries(LISTS)) {
    const list = value[name];
    if (Array.isArray(list) && list.length > limit)
      throw invalid(name, `${list.length} of them, the limit is ${limit}`);
  }
}

/** Item by item, with breath: a whole batch at once can take the thread for a second. */
async function checkShape(value: unknown, breath: Breath): Promise<Batch> {
  const version = isObject(value) ? value.version : undefined;
  if (version !== undefined && version !== WIRE_VERSION)
    throw new VigieError("WIRE_VERSION_UNSUPPORTED", { version: quote(version), supported: WIRE_VERSION });
  const lists: Record<string, unknown[]> = {};
  const rest: unknown = isObject(value) ? { ...value } : value;
  if (isObject(rest)) {
    for (const name of Object.keys(LISTS)) {
      const list = rest[name];
      if (!Array.isArray(list)) continue;
      lists[name] = list;
      rest[name] = [];
    }
  }
  const parsed = batchSchema.safeParse(rest);
  if (!parsed.success) throw refused(parsed.error.issues[0], []);
  const batch: Record<string, unknown> = parsed.data;
  for (const [name, { schema }] of Object.entries(LISTS)) {
    const items: unknown[] = [];
    for (const [i, item] of (lists[name] ?? []).entries()) {
      const one = schema.safeParse(item);
      if (!one.success) throw refused(one.error.issues[0], [name, i], item);
      items.push(one.data);
      await breath();
    }
    batch[name] = items;
  }
  return parsed.data;
}

/** The first thing that is wrong; `item` is what stands at the path `within`. */
function refused(
  issue: { path: PropertyKey[]; message: string } | undefined,
  within: readonly (string | number)[],
  item?: unknown,
): VigieError {
  const path = [...within, ...(issue?.path ?? [])].join(".").slice(0, QUOTED) || "(the whole)";
  if (/^metrics\.\d+\.type$/.test(path)) {
    const { type } = item as { type?: unknown };
    return new VigieError("METRIC_TYPE_UNKNOWN", { path, type: quote(type), known: METRIC_TYPES.join(", ") });
  }
  return invalid(path, issue?.message ?? "it is not valid");
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
