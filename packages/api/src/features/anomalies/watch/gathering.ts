import { GATHER_SECONDS } from "./watched-figures.ts";

/** What came in one window, or in several that were taken together. */
export interface Gathered<T> {
  fromSeconds: number;
  toSeconds: number;
  sum: T;
}

export interface GatheringOptions<T> {
  empty: () => T;
  add: (sum: T, more: T) => void;
  /** How many requests, lookups or blocks. */
  count: (sum: T) => number;
  enough: number;
}

/**
 * Makes of windows values that are worth judging: the P95 of three requests is noise. A window with enough of them stands alone, others
 * are added up until they have enough, for two minutes at most. So each value is made of about as many as the others by day
 * and by night, and nothing is in two of them.
 */
export class Gathering<T> {
  readonly #options: GatheringOptions<T>;
  #fromSeconds = 0;
  #toSeconds = 0;
  #sum: T | undefined;

  constructor(options: GatheringOptions<T>) {
    this.#options = options;
  }

  /** Takes what came in a window, in ascending order. Returns what is complete now: nothing, what was gathered before, this window, or both. */
  add(startSeconds: number, stepSeconds: number, more: T): Gathered<T>[] {
    const { empty, add, count, enough } = this.#options;
    const before =
      this.#sum !== undefined && startSeconds - this.#fromSeconds >= GATHER_SECONDS ? this.#take(this.#sum) : [];
    const toSeconds = startSeconds + stepSeconds;
    if (this.#sum === undefined) {
      if (count(more) >= enough) return [...before, { fromSeconds: startSeconds, toSeconds, sum: more }];
      this.#fromSeconds = startSeconds;
      this.#sum = empty();
    }
    const sum = this.#sum;
    add(sum, more);
    this.#toSeconds = toSeconds;
    const isDone = count(sum) >= enough || toSeconds - this.#fromSeconds >= GATHER_SECONDS;
    return isDone ? [...before, ...this.#take(sum)] : before;
  }

  #take(sum: T): Gathered<T>[] {
    this.#sum = undefined;
    return [{ fromSeconds: this.#fromSeconds, toSeconds: this.#toSeconds, sum }];
  }
}
