import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { LOG_LEVELS, METRIC_TYPES, SPAN_KINDS, type WAITS, WIRE_VERSION } from "./wire.ts";

/**
 * Text that Postgres can keep: it takes no NUL character. Half of a surrogate pair, as cutting a text leaves one behind, becomes the
 * replacement character here, because jsonb refuses it and a text column gives back another text than it was given.
 */
const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\0]*$/)
    .overwrite((value) => value.replace(/\p{Surrogate}/gu, "\ufffd"));
/** Text of which nothing is refused: NUL becomes the replacement character as well. */
const anyText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .overwrite((value) => value.replace(/[\0\p{Surrogate}]/gu, "\ufffd"));
const name = text(LIMITS.nameLength).min(1);
const count = z.number().int().nonnegative().max(LIMITS.count);
const bytes = z.number().int().nonnegative().max(LIMITS.sentBytes);
const milliseconds = z.number().nonnegative().max(LIMITS.milliseconds);
/** Milliseconds since the epoch, UTC. */
const epochMs = z.number().int().positive().max(8_640_000_000_000_000);
const method = z.string().regex(/^[A-Z][A-Z-]{0,31}$/);
const route = text(LIMITS.routeLength).min(1);
const totalMs = z
  .number()
  .nonnegative()
  .max(LIMITS.count * LIMITS.milliseconds);
/** What tells one error group or one statement of a service from another: 16 lower-case hex digits. */
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/);
const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const spanId = z.string().regex(/^[0-9a-f]{16}$/);
/** Whatever JSON can say, within LIMITS.attribute…; both sides bring it into them, and redact it, with `redactAttributes`. */
const attributes = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);
/** One value for each of WAITS, in their order. */
const perWait = <T extends z.ZodType<number>>(value: T) => z.tuple([value, value, value, value]);
const NO_WAITS: [number, number, number, number] = [0, 0, 0, 0];

/** One running process of a service. */
export const resourceSchema = z.object({
  service: name,
  instance: name,
  release: name.optional(),
  environment: name.optional(),
  /** `name/version` of what sends. */
  sdk: name,
});

/** What happened to one endpoint in one 10-second window of one instance, as a delta. */
export const rollupSchema = z.object({
  method,
  route,
  /** Start of the window, seconds since the epoch, a multiple of 10. */
  start: z.number().int().positive().multipleOf(10),
  count: count.min(1),
  /** Requests by status class: 1xx, 2xx, 3xx, 4xx, 5xx. */
  status: z.tuple([count, count, count, count, count]),
  /** Requests whose client went away before the end; they are in `count` too. */
  aborted: count,
  sumMs: totalMs,
  minMs: milliseconds,
  maxMs: milliseconds,
  /** Bytes of response bodies. */
  sentBytes: bytes,
  /** Durations in milliseconds: `Histogram.encode()` as base64. */
  histogram: z.base64().max(Math.ceil((LIMITS.histogramBytes * 4) / 3) + 4),
  /**
   * How long the requests waited: pool, SQL, cache, outgoing HTTP. While several kinds wait at once the time is shared evenly
   * among these, so that the four together are never more than `sumMs`.
   */
  waitMs: perWait(totalMs).default(NO_WAITS),
  /** How many such waits there were. */
  waitCount: perWait(count).default(NO_WAITS),
  /** Statuses from 400 up, one by one; together not more than the 4xx and 5xx of `status`. */
  statuses: z
    .array(z.object({ status: z.number().int().min(400).max(999), count: count.min(1) }))
    .max(LIMITS.statusesPerRollup)
    .default([]),
  /** Errors by their group; each is described in `errors` of the same batch. */
  errors: z
    .array(z.object({ fingerprint, count: count.min(1) }))
    .max(LIMITS.errorsPerRollup)
    .default([]),
  /** Calls by statement, with the sum of how long each took; each is described in `statements` of the same batch. */
  statements: z
    .array(z.object({ fingerprint, calls: count.min(1), sumMs: totalMs }))
    .max(LIMITS.statementsPerRollup)
    .default([]),
});

/** One timed step of a request. */
export const spanSchema = z.object({
  id: spanId,
  /** The span that it is a part of; the request's own `spanId` at the top. */
  parent: spanId,
  kind: z.enum(SPAN_KINDS),
  /** `SELECT packages`, `GET`, `GET registry.test/search`, what `vigie.span()` was given. Redacted. */
  name: anyText(LIMITS.labelLength),
  /** Milliseconds since the beginning of the request. */
  startMs: milliseconds,
  durationMs: milliseconds,
  /** Of SQL: the statement it ran, described in `statements` of the same batch. */
  statement: fingerprint.optional(),
  /** What it failed with, redacted; left out when it did not. */
  error: anyText(LIMITS.labelLength).optional(),
  attributes: z
    .record(name, z.union([anyText(LIMITS.labelLength), z.number(), z.boolean()]))
    .refine((given) => Object.keys(given).length <= LIMITS.attributesPerSpan, {
      message: `at most ${LIMITS.attributesPerSpan} attributes`,
    })
    .optional(),
});

/** One request that was kept whole, as an example. Never counted: counts come from rollups. */
export const requestSchema = z.object({
  /** When it began. */
  time: epochMs,
  method,
  route,
  status: z.number().int().min(100).max(999),
  durationMs: milliseconds,
  sentBytes: bytes,
  aborted: z.boolean(),
  /** W3C trace id, 32 lower-case hex digits. */
  traceId,
  /** Why it was kept: it failed, it was among the slowest, or as a fair sample. */
  kept: z.enum(["error", "slow", "sample"]),
  /** As in a rollup, of this request alone. */
  waitMs: perWait(milliseconds).default(NO_WAITS),
  /** Group of its error. */
  error: fingerprint.optional(),
  /** Its own span, and the caller's when it came with a valid `traceparent`. */
  spanId: spanId.optional(),
  parentSpanId: spanId.optional(),
  /** Path and query as they were asked for, redacted. */
  url: anyText(LIMITS.urlLength).optional(),
  /** Headers of the request, names in lower case, values redacted. */
  headers: z
    .record(name, anyText(LIMITS.headerLength))
    .refine((given) => Object.keys(given).length <= LIMITS.headersPerRequest, {
      message: `at most ${LIMITS.headersPerRequest} headers`,
    })
    .optional(),
  /** What the service told of it with `vigie.annotate()`. */
  attributes: attributes.optional(),
  /** In the order in which they began. */
  spans: z.array(spanSchema).max(LIMITS.spansPerRequest).default([]),
  /** Spans beyond the limit, of which only the waits are known. */
  spansLeftOut: count.default(0),
});

/** An error group that the rollups of the batch name. */
export const errorSchema = z.object({
  fingerprint,
  /** Name of the error's class, or `HTTP 503` where only the status is known. */
  type: name,
  /** First own stack frame, `function (file)`; empty where no stack is known. */
  place: text(LIMITS.labelLength),
  /** One occurrence, redacted; not with every batch. */
  sample: z
    .object({
      time: epochMs,
      traceId,
      method,
      route,
      status: z.number().int().min(100).max(999),
      message: text(LIMITS.messageLength),
      /** Frames, one a line, with source maps applied where the service has them. */
      stack: text(LIMITS.stackLength),
    })
    .optional(),
});

/** A statement that the rollups of the batch name: SQL with its literals replaced. */
export const statementSchema = z.object({ fingerprint, text: text(LIMITS.statementLength).min(1) });

export const metricSchema = z.object({
  time: epochMs,
  type: z.enum(METRIC_TYPES),
  name,
  value: z.number().min(-LIMITS.magnitude).max(LIMITS.magnitude),
  labels: z
    .record(name, text(LIMITS.labelLength))
    .refine((labels) => Object.keys(labels).length <= LIMITS.labelsPerMetric, {
      message: `at most ${LIMITS.labelsPerMetric} labels`,
    })
    .default({}),
});

/** An error as it was logged. Its causes follow, the nearest first. */
export const loggedErrorSchema = z.object({
  type: anyText(LIMITS.nameLength),
  message: anyText(LIMITS.messageLength),
  stack: anyText(LIMITS.stackLength),
});

/** One log. Everything in it is redacted before it is queued. */
export const logSchema = z.object({
  time: epochMs,
  level: z.enum(LOG_LEVELS),
  message: anyText(LIMITS.logLength),
  /** Characters that were cut from the end of the message. */
  cut: count.default(0),
  traceId: traceId.optional(),
  /** Endpoint of the request in which it was logged. */
  method: method.optional(),
  route: route.optional(),
  attributes: attributes.optional(),
  errors: z.array(loggedErrorSchema).max(8).optional(),
});

/** Something that a limit cost: how much of what, and which limit. Deltas since the last batch. */
export const lossSchema = z.object({
  what: z.enum(["requests", "exemplars", "metrics", "endpoints", "errors", "statements", "logs"]),
  /**
   * `queue-full`: the SDK's queue overflowed while Vigie was away, or logs came faster than they can be sent. `refused`: Vigie answered that the
   * batch can never be stored. `endpoint-limit`, `group-limit`, `statement-limit`: counted, but under `(other)`. `budget`: more
   * requests worth keeping than the budget allows. `invalid`: a value that is not a finite number. `shutdown`: the process ended first.
   */
  cause: z.enum([
    "queue-full",
    "refused",
    "endpoint-limit",
    "group-limit",
    "statement-limit",
    "budget",
    "invalid",
    "shutdown",
  ]),
  count: count.min(1),
});

export const batchSchema = z.object({
  version: z.literal(WIRE_VERSION),
  /** UUID v7. The same id arriving twice counts once. */
  id: z.uuidv7(),
  resource: resourceSchema,
  rollups: z.array(rollupSchema).max(LIMITS.rollupsPerBatch).default([]),
  requests: z.array(requestSchema).max(LIMITS.requestsPerBatch).default([]),
  metrics: z.array(metricSchema).max(LIMITS.metricsPerBatch).default([]),
  losses: z.array(lossSchema).max(LIMITS.lossesPerBatch).default([]),
  errors: z.array(errorSchema).max(LIMITS.errorsPerBatch).default([]),
  statements: z.array(statementSchema).max(LIMITS.statementsPerBatch).default([]),
  logs: z.array(logSchema).max(LIMITS.logsPerBatch).default([]),
});

export type Batch = z.infer<typeof batchSchema>;
export type Resource = z.infer<typeof resourceSchema>;
export type BatchRollup = z.infer<typeof rollupSchema>;
export type BatchRequest = z.infer<typeof requestSchema>;
export type BatchSpan = z.infer<typeof spanSchema>;
export type BatchLog = z.infer<typeof logSchema>;
export type LoggedError = z.infer<typeof loggedErrorSchema>;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type SpanKind = (typeof SPAN_KINDS)[number];
export type BatchMetric = z.infer<typeof metricSchema>;
export type BatchLoss = z.infer<typeof lossSchema>;
export type BatchError = z.infer<typeof errorSchema>;
export type BatchStatement = z.infer<typeof statementSchema>;
export type Wait = (typeof WAITS)[number];
export type MetricType = (typeof METRIC_TYPES)[number];

/** What the server answers to a batch that it stored, after Postgres committed it. */
export interface BatchAck {
  id: string;
  /** True when this id had been stored before; nothing was counted again. */
  duplicate: boolean;
  /** The server's clock, milliseconds since the epoch. */
  serverTime: number;
  /** How many follow logs live: while there are any, a sender may send logs sooner. */
  readers?: number;
}
