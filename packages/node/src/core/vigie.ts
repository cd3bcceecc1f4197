import type { LogLevel } from "@vigie/protocol";
import type { VigieStats } from "./core.ts";
import type { MetricInput } from "./metrics.ts";
import type { TraceHeaders } from "./trace-context.ts";

/** What `createVigie` returns. None of its methods ever throws or rejects, but `span` with what its `work` throws. */
export interface Vigie {
  /** Trace id of the request that the caller works for, 32 hex digits; undefined outside of one or without `asyncContext`. */
  traceId(): string | undefined;
  /** Headers to send with a call made on behalf of the current request, from the step that it is in; empty outside of one. */
  traceHeaders(): TraceHeaders | Record<string, never>;
  /**
   * Tells of an error that the service handled itself, in the request that the caller works for: it counts as an error of that
   * request's endpoint, whatever the answer is. One a request, the first; nothing outside of a request or without `asyncContext`.
   */
  error(error: unknown): void;
  /**
   * Runs `work` as a named step of the request that the caller works for, and gives back what it returns; what begins in it, also
   * later in its asynchronous work, is a part of that step. It lasts until `work` returns or its promise settles. What `work` throws
   * is noted and thrown. Outside of a request and without `asyncContext` it just runs `work`. The name is told, so no secrets in it.
   *
   * @example
   * const ranked = await vigie.span("rank results", () => rank(await load()));
   */
  span<T>(name: string, work: () => PromiseLike<T>): Promise<T>;
  span<T>(name: string, work: () => T): T;
  /**
   * Adds attributes to the request that the caller works for, to find it by if it is kept: of two of the same name the later counts.
   * Read when the request is sent, and redacted like logs. Nothing outside of a request or without `asyncContext`.
   *
   * @example
   * vigie.annotate({ "user.plan": "free", "cart.items": 3 });
   */
  annotate(attributes: Readonly<Record<string, unknown>>): void;
  /**
   * Writes a log, for a service without a logger; with one, give it to `vigiePino`, `vigieWinston` or `captureConsole`. Errors among
   * the attributes keep their stack and causes. A level that nobody knows counts as info.
   *
   * @example
   * vigie.log("warn", "stock is low", { sku, left: 3 });
   * vigie.log("error", "payment failed", { orderId, error });
   */
  log(level: LogLevel, message: string, attributes?: Readonly<Record<string, unknown>>): void;
  /** Records a value. What is not a finite number, or too long, is counted as lost. */
  metric(metric: MetricInput): void;
  /** Sends what was recorded so far. Resolves when it is stored or one attempt failed. */
  flush(): Promise<void>;
  /** Sends the rest within `closeTimeoutMs` and stops. Call it last in an orderly shutdown. */
  close(): Promise<void>;
  /** What was recorded, sent, acknowledged and dropped so far. */
  stats(): VigieStats;
}
