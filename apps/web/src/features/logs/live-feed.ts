import type { LogEvent } from "../../lib/trpc.ts";
import { LiveLines, type LogRows } from "./live-lines.ts";

/** What of a stream is shown right now. */
export interface LiveView {
  rows: LogRows;
  /** Somebody reads: the rows stay as they are, while lines go on coming behind them. */
  isPaused: boolean;
  /** Lines that came since. */
  newLines: number;
  /** Lines that came in the last second. */
  perSecond: number;
  /** Whether anything was heard of what is followed now; the rows may still be those of before. */
  isKnown: boolean;
}

const RATE_OVER_MS = 1_000;

/** The lines of a stream on their way to the page: told at most once a frame, however many come. */
export class LiveFeed {
  readonly #lines: LiveLines;
  readonly #schedule: (draw: () => void) => void;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #isScheduled = false;
  #isFresh = true;
  #frozen: { rows: LogRows; received: number } | null = null;
  #isHeld = false;
  #rate = { since: 0, received: 0, perSecond: 0 };
  #view: LiveView;

  constructor(
    capacity: number,
    schedule: (draw: () => void) => void = (draw) => requestAnimationFrame(draw),
    now: () => number = () => performance.now(),
  ) {
    this.#lines = new LiveLines(capacity);
    this.#schedule = schedule;
    this.#now = now;
    this.#view = this.#viewNow();
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = () => this.#view;

  /** Something else is followed from now on: what is shown stays until something of it comes. */
  begin(): void {
    this.#isFresh = true;
    this.#changed();
  }

  take(event: LogEvent): void {
    const isFirst = this.#isFresh;
    if (isFirst) {
      this.#isFresh = false;
      this.#frozen = null;
      this.#isHeld = false;
      this.#lines.clear();
    }
    this.#lines.take(event);
    // The first lines are those of before: they did not come in this second.
    if (isFirst) this.#rate = { since: this.#now(), received: this.#lines.received, perSecond: 0 };
    else this.#measureRate();
    this.#changed();
  }

  /** The connection was lost: what was not stored then may be by now. */
  lost(): void {
    this.#lines.forgetUnstored();
    this.#changed();
  }

  /** `held`: until it is resumed; otherwise until the end is scrolled to. */
  pause({ held }: { held: boolean }): void {
    this.#isHeld ||= held;
    if (this.#frozen) return;
    this.#frozen = { rows: this.#lines.frozen(), received: this.#lines.received };
    this.#drawNow();
  }

  resume(): void {
    this.#frozen = null;
    this.#isHeld = false;
    this.#drawNow();
  }

  endReached(): void {
    if (!this.#isHeld) this.resume();
  }

  clear(): void {
    this.#lines.clear();
    this.resume();
  }

  resize(capacity: number): void {
    this.#lines.resize(capacity);
    this.#changed();
  }

  /** A second without a line is to be seen as well. */
  tick(): void {
    this.#measureRate();
    this.#changed();
  }

  #measureRate(): void {
    const now = this.#now();
    const elapsed = now - this.#rate.since;
    if (elapsed < RATE_OVER_MS) return;
    const { received } = this.#lines;
    this.#rate = { since: now, received, perSecond: ((received - this.#rate.received) / elapsed) * 1000 };
  }

  #changed(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#drawNow());
  }

  #drawNow(): void {
    this.#isScheduled = false;
    this.#view = this.#viewNow();
    for (const listener of this.#listeners) listener();
  }

  #viewNow(): LiveView {
    const frozen = this.#frozen;
    return {
      rows: frozen?.rows ?? this.#lines,
      isPaused: frozen !== null,
      newLines: frozen ? this.#lines.received - frozen.received : 0,
      perSecond: this.#rate.perSecond,
      isKnown: !this.#isFresh,
    };
  }
}
