import type { Core } from "../core/core.ts";
import type { Place } from "../core/request-scope.ts";
import type { Span, Spans, SqlSource } from "../core/spans.ts";
import { WAIT, type WaitKind, type Waits } from "../core/waits.ts";

/** A shorter wait for a connection is no span of its own, milliseconds: it had one at once. */
const LEAST_POOL_MS = 0.5;

/** A wait for a connection that is then used for whatever its holder wants. Calls that come twice do nothing. */
export class PoolWait {
  readonly #spans: Spans;
  readonly #waits: Waits;
  readonly #span: Span | undefined;
  readonly #since = performance.now();
  #isOpen = true;

  /** Undefined where nobody works for a request. */
  static begin(core: Core): PoolWait | undefined {
    const place = core.place();
    return place && new PoolWait(place);
  }

  constructor({ request, span }: Place) {
    this.#waits = request.waiting();
    this.#spans = request.spanning();
    this.#waits.begin(WAIT.pool, this.#since);
    this.#span = this.#spans.begin("pool", "", undefined, span, this.#since);
  }

  failed(error: unknown): void {
    if (this.#isOpen) this.#span?.fail(error);
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const now = performance.now();
    this.#waits.end(WAIT.pool, now);
    this.#span?.end(now);
    if (now - this.#since < LEAST_POOL_MS && this.#span?.failure === undefined) this.#spans.withdraw(this.#span);
  }
}

/** One statement on its way: waiting for a connection, then running. Calls that come twice or too late do nothing. */
export class SqlCall {
  readonly #core: Core;
  readonly #place: Place;
  readonly #waits: Waits;
  readonly #query: SqlSource;
  /** What it waits for until a connection turns to it. */
  readonly #before: WaitKind;
  #span: Span | undefined;
  #phase: "waiting" | "running" | "paused" | "ended" = "waiting";
  #since: number;
  #ranMs = 0;

  /** It was handed over now. `pooled`: to a pool; else to a connection, which may be busy with what came before. */
  constructor(core: Core, place: Place, query: SqlSource, pooled: boolean) {
    this.#core = core;
    this.#place = place;
    this.#waits = place.request.waiting();
    this.#query = query;
    this.#before = pooled ? WAIT.pool : WAIT.sql;
    this.#since = performance.now();
    this.#waits.begin(this.#before, this.#since);
    this.#span = this.#begin(pooled ? "pool" : "sql");
  }

  /** A connection turned to it. */
  run(): void {
    if (this.#phase !== "waiting") return;
    this.#phase = "running";
    const now = performance.now();
    const waitedMs = now - this.#since;
    this.#since = now;
    if (this.#before === WAIT.sql) return;
    this.#waits.end(this.#before, now);
    this.#waits.begin(WAIT.sql, now);
    if (waitedMs >= LEAST_POOL_MS) {
      this.#span?.end(now);
      this.#span = this.#begin("sql");
    } else if (this.#span !== undefined) {
      this.#span.kind = "sql";
      this.#span.startedAt = now;
    }
  }

  /** Rows were handed out, and no more are asked for until `resume`. */
  pause(): void {
    if (this.#phase !== "running") return;
    this.#phase = "paused";
    this.#settle(performance.now());
  }

  resume(): void {
    if (this.#phase !== "paused") return;
    this.#phase = "running";
    this.#since = performance.now();
    this.#waits.resume(WAIT.sql, this.#since);
  }

  failed(error: unknown): void {
    if (this.#phase !== "ended") this.#span?.fail(error);
  }

  /** It came to its end, whichever. One that never ran is not a call. */
  end(): void {
    const phase = this.#phase;
    if (phase === "ended") return;
    this.#phase = "ended";
    const now = performance.now();
    this.#span?.end(now);
    if (phase === "waiting") this.#waits.end(this.#before, now);
    else {
      if (phase === "running") this.#settle(now);
      const text = this.#query.text ?? this.#query.string;
      if (typeof text === "string" && !this.#waits.closed) {
        const statement = this.#core.statements.of(text);
        this.#waits.ran(statement, this.#ranMs);
        // The query itself would keep its parameters and rows in memory.
        if (this.#span !== undefined) this.#span.subject = statement;
      }
    }
  }

  #begin(kind: "pool" | "sql"): Span | undefined {
    const { request, span } = this.#place;
    return request.spanning().begin(kind, "", this.#query, span, this.#since);
  }

  #settle(now: number): void {
    this.#ranMs += now - this.#since;
    this.#waits.end(WAIT.sql, now);
  }
}
