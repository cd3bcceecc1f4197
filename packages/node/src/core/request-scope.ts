import { LIMITS } from "@vigie/protocol";
import type { Endpoint } from "./endpoints.ts";
import type { Failure } from "./errors/failure.ts";
import { ENDED, type Span, Spans } from "./spans.ts";
import { newSpanId, newTraceId, RANDOM, SAMPLED, type TraceHeaders, type TraceParent } from "./trace-context.ts";
import { Waits } from "./waits.ts";

/** Where work is done: in a request itself, or in one of its own spans. What `AsyncLocalStorage` carries. */
export interface Place {
  readonly request: RequestScope;
  /** Undefined in the request itself. */
  readonly span: Span | undefined;
  /** Of that span, or of the request. */
  readonly spanId: string;
}

/** One request: its place in its trace, and what happens in it. */
export class RequestScope implements Place {
  readonly traceId: string;
  readonly parent: TraceParent | undefined;
  /** Undefined until it waits for the first time. */
  waits: Waits | undefined = undefined;
  /** Where it is counted; undefined until it ended, and for what is not counted. */
  endpoint: Endpoint | undefined = undefined;
  /** What went wrong in it, if anything. */
  failure: Failure | undefined = undefined;
  /** Undefined until the first one begins. */
  spans: Spans | undefined = undefined;
  /** What the service told of it, by name; values as they were given. */
  attributes: Map<string, unknown> | undefined = undefined;
  #spanId: string | undefined;

  constructor(parent: TraceParent | undefined) {
    this.parent = parent;
    this.traceId = parent === undefined ? newTraceId() : parent.traceId;
  }

  get request(): RequestScope {
    return this;
  }

  get span(): undefined {
    return undefined;
  }

  /** Made when first asked for: most requests call nobody, and are not kept. */
  get spanId(): string {
    this.#spanId ??= newSpanId();
    return this.#spanId;
  }

  /** Its waits, to add to. */
  waiting(): Waits {
    this.waits ??= new Waits();
    return this.waits;
  }

  /** Its spans, to add to. */
  spanning(): Spans {
    this.spans ??= new Spans();
    return this.spans;
  }

  /** Merges into its attributes, up to a limit of names. */
  annotate(attributes: Readonly<Record<string, unknown>>): void {
    if (typeof attributes !== "object" || attributes === null) return;
    this.attributes ??= new Map();
    for (const name of Object.keys(attributes)) {
      if (this.attributes.size >= LIMITS.attributeCount && !this.attributes.has(name)) continue;
      this.attributes.set(name, attributes[name]);
    }
  }

  /** It ended at `now`, by `performance.now()`: what follows is not its own. */
  end(now: number, durationMs: number): void {
    this.waits?.close(now, durationMs);
    if (this.spans === undefined) this.spans = ENDED;
    else this.spans.closed = true;
  }

  /**
   * Headers for a call made by the span `spanId` on behalf of this request. A trace begun here is marked as sampled, and as
   * random; of one that is continued the flags stay as they came.
   */
  headers(spanId: string): TraceHeaders {
    const flags = this.parent === undefined ? SAMPLED | RANDOM : this.parent.flags;
    const traceparent = `00-${this.traceId}-${spanId}-0${flags}`;
    const tracestate = this.parent?.traceState;
    return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
  }
}

/** In a span of the service's own code. */
export class SpanScope implements Place {
  readonly request: RequestScope;
  readonly span: Span;

  constructor(request: RequestScope, span: Span) {
    this.request = request;
    this.span = span;
  }

  get spanId(): string {
    return this.span.id;
  }
}
