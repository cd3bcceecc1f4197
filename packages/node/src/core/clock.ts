/** Below this a difference to the server's clock is taken for the way there and back, milliseconds. */
const TOLERANCE_MS = 2_000;

/**
 * The corrected time: the monotonic clock, anchored to this machine's clock each second (so that one that is slewed is followed) and
 * moved by what the server's answers showed it to be off by. A clock that is set to another time is not followed: what was counted
 * before and after would lie in one batch, of which no correction makes sense. Should it have been set right, the server tells.
 */
export class Clock {
  #anchorMs = Date.now() - performance.now();
  #offsetMs = 0;

  /** What is added to this machine's clock, milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Milliseconds since the epoch, corrected, with a fraction. */
  now(): number {
    return this.#anchorMs + this.#offsetMs + performance.now();
  }

  /** The corrected time of a reading of `performance.now()`. */
  at(monotonicMs: number): number {
    return this.#anchorMs + this.#offsetMs + monotonicMs;
  }

  anchor(): void {
    const anchorMs = Date.now() - performance.now();
    if (Math.abs(anchorMs - this.#anchorMs) <= TOLERANCE_MS) this.#anchorMs = anchorMs;
  }

  /**
   * The correction that a server's time asks for, which it had about the middle between two readings of
   * `performance.now()`. Differences up to two seconds are left alone, and what an answer that took long leaves open.
   */
  measure(serverTimeMs: number, sentAt: number, answeredAt: number): number {
    if (!Number.isFinite(serverTimeMs) || serverTimeMs <= 0) return this.#offsetMs;
    const measured = Math.round(serverTimeMs - this.#anchorMs - (sentAt + answeredAt) / 2);
    const uncertainMs = (answeredAt - sentAt) / 2;
    if (Math.abs(measured) <= TOLERANCE_MS && uncertainMs <= TOLERANCE_MS) return 0;
    if (Math.abs(measured - this.#offsetMs) <= TOLERANCE_MS + uncertainMs) return this.#offsetMs;
    return Math.abs(measured) <= TOLERANCE_MS + uncertainMs ? 0 : measured;
  }

  correct(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}
