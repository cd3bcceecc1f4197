import type { Core } from "../core/core.ts";
import { WAIT, type WaitKind, type Waits } from "../core/waits.ts";

/** One statement on its way: waiting for a connection, then running. Calls that come twice or too late do nothing. */
export class SqlCall {
  readonly #core: Core;
  readonly #waits: Waits;
  /** What it waits for until a connection turns to it. */
  readonly #before: WaitKind;
  #phase: "waiting" | "running" | "paused" | "ended" = "waiting";
  #since: number;
  #ranMs = 0;

  /** It was handed over now. `pooled`: to a pool; else to a connection, which may be busy with what came before. */
  constructor(core: Core, waits: Waits, pooled: boolean) {
    this.#core = core;
    this.#waits = waits;
    this.#before = pooled ? WAIT.pool : WAIT.sql;
    this.#since = performance.now();
    waits.begin(this.#before, this.#since);
  }

  /** A connection turned to it. */
  run(): void {
    if (this.#phase !== "waiting") return;
    this.#phase = "running";
    this.#since = performance.now();
    if (this.#before === WAIT.sql) return;
    this.#waits.end(this.#before, this.#since);
    this.#waits.begin(WAIT.sql, this.#since);
  }

  /** Rows were handed out, and no more are asked for until `resume`. */
  pause(): void {
    if (this.#phase !== "running") return;
    this.#phase = "paused";
    this.#settle();
  }

  resume(): void {
    if (this.#phase !== "paused") return;
    this.#phase = "running";
    this.#since = performance.now();
    this.#waits.resume(WAIT.sql, this.#since);
  }

  /** It came to its end, whichever; `text` is its SQL. One that never ran is not a call. */
  end(text: unknown): void {
    const phase = this.#phase;
    if (phase === "ended") return;
    this.#phase = "ended";
    if (phase === "waiting") this.#waits.end(this.#before);
    else {
      if (phase === "running") this.#settle();
      if (typeof text === "string" && !this.#waits.closed) {
        this.#waits.ran(this.#core.statements.of(text), this.#ranMs);
      }
    }
  }

  #settle(): void {
    const now = performance.now();
    this.#ranMs += now - this.#since;
    this.#waits.end(WAIT.sql, now);
  }
}
