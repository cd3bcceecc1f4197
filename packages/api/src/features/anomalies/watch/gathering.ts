import { MergedRollup } from "@vigie/storage";
import { ENOUGH_REQUESTS, GATHER_SECONDS } from "./watched-figures.ts";

/** Requests of one window, or of several that were taken together. */
export interface Gathered {
  fromSeconds: number;
  toSeconds: number;
  requests: MergedRollup;
}

/**
 * Makes of windows values that are worth judging: the P95 of three requests is noise. A window with enough requests stands alone, others
 * are added up until they have enough, for a minute at most. So each value is made of about as many requests as the others by day
 * and by night, and no request is in two of them.
 */
export class Gathering {
  #fromSeconds = 0;
  #toSeconds = 0;
  #requests: MergedRollup | undefined;

  /** Takes the requests of a window, in ascending order. Returns what is complete now: nothing, what was gathered before, this window, or both. */
  add(startSeconds: number, stepSeconds: number, requests: MergedRollup): Gathered[] {
    const complete: Gathered[] = [];
    if (this.#requests !== undefined && startSeconds - this.#fromSeconds >= GATHER_SECONDS) complete.push(this.#take());
    const toSeconds = startSeconds + stepSeconds;
    if (this.#requests === undefined) {
      const isEnough = requests.count >= ENOUGH_REQUESTS || stepSeconds >= GATHER_SECONDS;
      if (isEnough) return [...complete, { fromSeconds: startSeconds, toSeconds, requests }];
      this.#fromSeconds = startSeconds;
      this.#requests = new MergedRollup();
    }
    this.#requests.add(requests);
    this.#toSeconds = toSeconds;
    const isDone = this.#requests.count >= ENOUGH_REQUESTS || toSeconds - this.#fromSeconds >= GATHER_SECONDS;
    return isDone ? [...complete, this.#take()] : complete;
  }

  #take(): Gathered {
    const requests = this.#requests ?? new MergedRollup();
    this.#requests = undefined;
    return { fromSeconds: this.#fromSeconds, toSeconds: this.#toSeconds, requests };
  }
}
