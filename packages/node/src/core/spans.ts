import { LIMITS, type SpanKind } from "@vigie/protocol";
import type { Statement } from "./statements.ts";
import { newSpanId } from "./trace-context.ts";

/** A query of pg has its SQL as `text`, one of postgres.js as `string`, once a connection has it. */
export interface SqlSource {
  readonly text?: unknown;
  readonly string?: unknown;
}

/** What a span was about: of SQL the statement, or the query as long as it runs; of Redis the key; of HTTP where to: `host/path?query`. */
export type Subject = Statement | SqlSource | string | undefined;

/** One timed step of a request. Times are readings of `performance.now()`. */
export class Span {
  kind: SpanKind;
  /** As it was given: of Redis the command, of HTTP the method, of own code its name; nothing of it is redacted yet. */
  readonly name: string;
  /** Undefined: the request itself. */
  readonly parent: Span | undefined;
  startedAt: number;
  /** NaN while it lasts. */
  endedAt = Number.NaN;
  subject: Subject;
  /** Of HTTP: what was answered; 0 when nothing was. */
  status = 0;
  /** What it failed with, as it was thrown; undefined when it did not. */
  failure: unknown = undefined;
  #id: string | undefined;

  constructor(kind: SpanKind, name: string, subject: Subject, parent: Span | undefined, startedAt: number) {
    this.kind = kind;
    this.name = name;
    this.subject = subject;
    this.parent = parent;
    this.startedAt = startedAt;
  }

  /** Made when first asked for: most spans are of requests that are not kept. */
  get id(): string {
    this.#id ??= newSpanId();
    return this.#id;
  }

  end(now: number): void {
    this.endedAt = now;
  }

  fail(error: unknown): void {
    this.failure = error === undefined ? "undefined" : error;
  }
}

/** The spans of one request; bounded, the rest is counted. */
export class Spans {
  readonly list: Span[] = [];
  /** How many were not taken because there were too many. */
  leftOut = 0;
  /** The request has ended: what comes later is not its own. */
  closed = false;

  /** Undefined when the request has ended or has too many. */
  begin(kind: SpanKind, name: string, subject: Subject, parent: Span | undefined, now: number): Span | undefined {
    if (this.closed) return undefined;
    if (this.list.length >= LIMITS.spansPerRequest) {
      this.leftOut++;
      return undefined;
    }
    const span = new Span(kind, name, subject, parent, now);
    this.list.push(span);
    return span;
  }

  /** Takes one back that was not worth being one; undefined for one that was not taken in the first place. */
  withdraw(span: Span | undefined): void {
    if (this.closed) return;
    if (span === undefined) this.leftOut--;
    else if (this.list.at(-1) === span) this.list.pop();
    else {
      const at = this.list.lastIndexOf(span);
      if (at !== -1) this.list.splice(at, 1);
    }
  }
}

/** Of requests that ended without one: takes none. */
export const ENDED = new Spans();
ENDED.closed = true;
