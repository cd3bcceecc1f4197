import type { LogLevel, SpanKind } from "@vigie/protocol";
import type { SearchHint } from "../../search/hints.ts";
import type { Coverage } from "../../selection.ts";
import type { TimeParts } from "../../time-parts.ts";

/** A request that was kept whole: an error, one of the slowest, or of the fair sample. Counts never come from these. */
export interface KeptRequest {
  /** Unique among kept requests. */
  id: string;
  /** When it began, ISO 8601. */
  time: string;
  service: string;
  instance: string;
  /** Empty where the service does not say. */
  release: string;
  environment: string;
  method: string;
  route: string;
  status: number;
  durationMs: number;
  aborted: boolean;
  traceId: string;
  kept: "error" | "slow" | "sample";
  parts: TimeParts;
  /** Type of the error that it failed with; null for none, or where only the status is known. */
  errorType: string | null;
}

/** Where to go on reading: behind this request, in the order that was asked for. */
export interface TraceCursor {
  time: string;
  id: string;
  durationMs: number;
}

export interface TraceSearchResult {
  requests: KeptRequest[];
  next: TraceCursor | null;
  /** Share of the period that was searched, 0–1; below 1 when a second did not suffice. */
  share: number;
  done: boolean;
  /** What the search may have meant instead. */
  hints: SearchHint[];
  coverage: Coverage;
}

/** Points of duration over time: all kept requests that match, or a fair sample of `limit` of them. */
export interface TraceScatter {
  points: {
    time: string;
    durationMs: number;
    status: number;
    traceId: string;
    method: string;
    route: string;
    service: string;
  }[];
  /** How many more there are than points. */
  leftOut: number;
}

/** One timed step of a request. */
export interface Span {
  id: string;
  /** Null at the top of the trace. */
  parentId: string | null;
  /** `request` for a whole request; `own` for a step of the service's own code. */
  kind: SpanKind | "request";
  name: string;
  /** Milliseconds since the trace's beginning. */
  startMs: number;
  durationMs: number;
  service: string;
  /** Of SQL. */
  statement: { fingerprint: string; text: string } | null;
  /** What it failed with. */
  error: string | null;
  attributes: Record<string, string | number | boolean>;
  /** How many levels below the trace's beginning, for drawing. */
  depth: number;
}

/** A statement that a trace ran several times: an N+1 when it is many times. */
export interface RepeatedStatement {
  fingerprint: string;
  text: string;
  calls: number;
  totalMs: number;
  /** Of the duration of the request, 0–1. */
  share: number;
  service: string;
}

/** One of the trace's requests with all that is known of it. */
export interface TraceRequest extends KeptRequest {
  spanId: string | null;
  parentSpanId: string | null;
  sentBytes: number;
  /** Path and query, redacted; null where the sender does not say. */
  url: string | null;
  /** Redacted. */
  headers: Record<string, string>;
  attributes: Record<string, unknown>;
  spansLeftOut: number;
  error: { groupId: number; fingerprint: string; type: string; place: string; message: string; stack: string } | null;
}

/** All that is kept of one trace, of however many services. */
export interface Trace {
  traceId: string;
  /** ISO 8601: beginning of its first request, or its first log. */
  time: string;
  durationMs: number;
  /** In the order in which they began; empty when only logs are kept. */
  requests: TraceRequest[];
  /** Parents before children, in the order in which they began: the waterfall. */
  spans: Span[];
  repeated: RepeatedStatement[];
  logCounts: Record<LogLevel, number>;
}
