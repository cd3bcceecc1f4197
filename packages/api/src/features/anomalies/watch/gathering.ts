import { MergedRollup } from "@vigie/storage";
import { GATHER } from "./watched-figures.ts";

/** Requests of one window, or of several that were taken together. */
export interface Gathered {
  fromSeconds: number;
  toSeconds: number;
  requests: MergedRollup;
}

/**
 * Makes of windows values that are worth judging: the P95 of three requests is noise. A window with enough requests stands alone, others
 * are added up until they have enough, for two minutes at most. So each value is made of about as many requests as the others by day
 * and by night, and no request is in two of them.
 */
export class Gathering {
  #fromSeconds = 0;
  #toSeconds = 0;
  #requests: MergedRollup | undefined;

  /** Takes the requests of a window, in ascending order. Returns what is complete now: nothing, what was gathered before, this window, or both. */
  add(startSeconds: number, stepSeconds: number, requests: MergedRollup): Gathered[] {
    const complete: Gathered[] = [];
    if (this.#requests !== undefined && startSeconds - this.#fromSeconds >= GATHER.seconds) complete.push(this.#take());
    const toSeconds = startSeconds + stepSeconds;
    if (this.#requests === undefined) {
      const isEnough = requests.count >= GATHER.enoughRequests;
      if (isEnough) return [...complete, { fromSeconds: startSeconds, toSeconds, requests }];
      this.#fromSeconds = startSeconds;
      this.#requests = new MergedRollup();
    }
    this.#requests.add(requests);
    this.#toSeconds = toSeconds;
    const isDone = this.#requests.count >= GATHER.enoughRequests || toSeconds - this.#fromSeconds >= GATHER.seconds;
    return isDone ? [...complete, this.#take()] : complete;
  }

  #take(): Gathered {
    const requests = this.#requests ?? new MergedRollup();
    this.#requests = undefined;
    return { fromSeconds: this.#fromSeconds, toSeconds: this.#toSeconds, requests };
  }
}
