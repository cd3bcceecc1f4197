import type { VigieStats } from "./core.ts";
import type { MetricInput } from "./metrics.ts";
import type { TraceHeaders } from "./trace-context.ts";

/** What `createVigie` returns. None of its methods ever throws or rejects. */
export interface Vigie {
  /** Trace id of the request that the caller works for, 32 hex digits; undefined outside of one or without `asyncContext`. */
  traceId(): string | undefined;
  /** Headers to send with a call made on behalf of the current request; empty outside of one. */
  traceHeaders(): TraceHeaders | Record<string, never>;
  /**
   * Tells of an error that the service handled itself, in the request that the caller works for: it counts as an error of that
   * request's endpoint, whatever the answer is. One a request, the first; nothing outside of a request or without `asyncContext`.
   */
  error(error: unknown): void;
  /** Records a value. What is not a finite number, or too long, is counted as lost. */
  metric(metric: MetricInput): void;
  /** Sends what was recorded so far. Resolves when it is stored or one attempt failed. */
  flush(): Promise<void>;
  /** Sends the rest within `closeTimeoutMs` and stops. Call it last in an orderly shutdown. */
  close(): Promise<void>;
  /** What was recorded, sent, acknowledged and dropped so far. */
  stats(): VigieStats;
}
