import type { ErrorGroup } from "../../error-groups.ts";
import type { Coverage } from "../../selection.ts";
import type { TimeParts } from "../../time-parts.ts";

export interface EndpointName {
  service: string;
  method: string;
  route: string;
}

export interface EndpointStats extends EndpointName {
  id: number;
  requestCount: number;
  requestsPerSecond: number;
  avgMs: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number;
  clientErrorCount: number;
  serverErrorCount: number;
  abortedCount: number;
  /** 5xx of all, 0–1. */
  errorRate: number;
  totalMs: number;
  /** Of the time of all endpoints of the selection, 0–1. */
  shareOfTime: number;
  /** Start of the newest window with a request, ISO 8601. */
  lastSeen: string;
  /** The same over the period before; null when there were no requests in it. */
  previous: { requestCount: number; requestsPerSecond: number; p95Ms: number; errorRate: number } | null;
}

export interface SlowEndpoint extends EndpointName {
  id: number;
  requestCount: number;
  avgMs: number;
  p95Ms: number | null;
  /** Requests above the threshold; of those in its own bucket (2.2 % wide) the share above it. */
  slowCount: number;
  /** Σ of the time above the threshold. */
  wastedMs: number;
  /** `wastedMs` in seconds per hour that the service was watched: the impact. */
  wastedSecondsPerHour: number;
  /** Of all its requests. */
  time: TimeParts;
}

export interface ErrorHotspot extends EndpointName {
  id: number;
  requestCount: number;
  clientErrorCount: number;
  serverErrorCount: number;
  /** 5xx of all, 0–1. */
  errorRate: number;
  /** Statuses from 400 up, the most frequent first. */
  statuses: { status: number; count: number }[];
  /** The most frequent first, with the counts of this endpoint and period. */
  groups: ErrorGroup[];
}

export interface HeatmapRow extends EndpointName {
  id: number;
  requestCount: number;
  /** One per window; null is a window without requests or a gap. */
  p95Ms: (number | null)[];
  requests: (number | null)[];
  serverErrors: (number | null)[];
}

/** One request that was kept whole. */
export interface Exemplar {
  /** When it began, ISO 8601. */
  time: string;
  traceId: string;
  status: number;
  durationMs: number;
  aborted: boolean;
  instance: string;
  release: string;
  /** error, slow or sample. */
  kept: string;
  timeParts: TimeParts;
  /** Type and place of its error, where known. */
  error: { groupId: number; type: string; place: string } | null;
}

export interface EndpointStatement {
  fingerprint: string;
  /** SQL with its literals replaced. */
  text: string;
  calls: number;
  callsPerRequest: number;
  totalMs: number;
  avgMs: number;
}

/** One release or instance of an endpoint's service. */
export interface EndpointPart {
  name: string;
  requestCount: number;
  p50Ms: number | null;
  p95Ms: number | null;
  errorRate: number;
  firstSeen: string;
  lastSeen: string;
}

export interface EndpointTimeline {
  stepSeconds: number;
  /** Starts of the windows, milliseconds since the epoch; the first and the last may reach past the period. */
  times: number[];
  /** One value per window; null is a gap, or for durations a window without requests. */
  requestsPerSecond: (number | null)[];
  p50Ms: (number | null)[];
  p95Ms: (number | null)[];
  p99Ms: (number | null)[];
  clientErrors: (number | null)[];
  serverErrors: (number | null)[];
  /** Mean per request, milliseconds. */
  ownMs: (number | null)[];
  poolMs: (number | null)[];
  sqlMs: (number | null)[];
  cacheMs: (number | null)[];
  httpMs: (number | null)[];
}

export interface EndpointDetail extends Coverage {
  endpoint: EndpointName & { id: number; firstSeen: string };
  /** Null when it had no request in the period; then the lists are empty. */
  stats: EndpointStats | null;
  time: TimeParts | null;
  statuses: { status: number; count: number }[];
  /** Durations, ascending, without empty buckets. */
  distribution: { lowerMs: number; upperMs: number; count: number }[];
  timeline: EndpointTimeline;
  releases: EndpointPart[];
  instances: EndpointPart[];
  errors: ErrorGroup[];
  /** The most time first. */
  statements: EndpointStatement[];
  exemplars: { slowest: Exemplar[]; failing: Exemplar[]; typical: Exemplar[] };
}
