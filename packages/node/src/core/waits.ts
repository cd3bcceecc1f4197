import type { Wait } from "@vigie/protocol";
import type { Statement } from "./statements.ts";

/** Where each kind of wait stands in a list of them; the order is that of WAITS on the wire. */
export const WAIT = { pool: 0, sql: 1, cache: 2, http: 3 } as const satisfies Record<Wait, number>;

export type WaitKind = (typeof WAIT)[Wait];
/** One value for each kind, in that order. */
export type PerWait = [number, number, number, number];

/** How often one statement ran, and for how long in all. */
export interface Calls {
  calls: number;
  sumMs: number;
}

/**
 * What one request waited for. Time is given out at each event: while several kinds wait at once it is shared evenly among these,
 * and several waits of one kind count as one; so the four are never more than the request's duration. Times are readings of
 * `performance.now()`.
 */
export class Waits {
  readonly ms: PerWait = [0, 0, 0, 0];
  readonly count: PerWait = [0, 0, 0, 0];
  statements: Map<Statement, Calls> | undefined = undefined;
  /** The request has ended: what comes later is not its own. */
  closed = false;
  readonly #open: PerWait = [0, 0, 0, 0];
  /** How many kinds wait now. */
  #kinds = 0;
  #since = 0;

  begin(kind: WaitKind, now = performance.now()): void {
    if (this.closed) return;
    this.count[kind]++;
    this.resume(kind, now);
  }

  /** Goes on with a wait that was ended for a while, such as that of a cursor whose rows are being worked on. */
  resume(kind: WaitKind, now = performance.now()): void {
    if (this.closed) return;
    this.#settle(now);
    if (this.#open[kind]++ === 0) this.#kinds++;
  }

  end(kind: WaitKind, now = performance.now()): void {
    if (this.closed || this.#open[kind] === 0) return;
    this.#settle(now);
    if (--this.#open[kind] === 0) this.#kinds--;
  }

  /** A call of a statement that took `ms`, without the wait for a connection. */
  ran(statement: Statement, ms: number): void {
    if (this.closed) return;
    this.statements ??= new Map();
    addCalls(this.statements, statement, 1, ms);
  }

  /** The request ended after `durationMs`: what is still waiting counts up to now. */
  close(now: number, durationMs: number): void {
    if (this.closed) return;
    this.#settle(now);
    this.closed = true;
    // Its duration was read a moment ago, and sums of fractions are not exact.
    keepWithin(this.ms, durationMs);
  }

  #settle(now: number): void {
    const elapsed = now - this.#since;
    if (elapsed <= 0) return;
    this.#since = now;
    if (this.#kinds === 0) return;
    const share = elapsed / this.#kinds;
    for (let kind = 0; kind < 4; kind++) if ((this.#open[kind] as number) > 0) (this.ms[kind] as number) += share;
  }
}

export function addCalls(to: Map<Statement, Calls>, statement: Statement, calls: number, sumMs: number): void {
  const known = to.get(statement);
  if (known === undefined) to.set(statement, { calls, sumMs });
  else {
    known.calls += calls;
    known.sumMs += sumMs;
  }
}

/** Scales the four down, if need be, so that their sum is at most `limitMs`, in whichever order it is added up. */
export function keepWithin(ms: PerWait, limitMs: number): void {
  const mostTotal = (ms[0] + ms[1] + ms[2] + ms[3]) * (1 + 4 * Number.EPSILON);
  if (mostTotal <= limitMs) return;
  const factor = (limitMs / mostTotal) * (1 - 4 * Number.EPSILON);
  for (let kind = 0; kind < 4; kind++) (ms[kind] as number) *= factor;
}
