import type { BatchRequest } from "@vigie/protocol";
import type { FinishedRequest } from "./aggregate.ts";
import type { Endpoint } from "./endpoints.ts";
import { type Kept, type Telling, toWire } from "./kept-request.ts";

type Candidate = Omit<Kept, "why">;

/** Longest time that one taking can cover, seconds: batches are cut this seldom while Vigie is away. */
const LONGEST_SECONDS = 10;

/**
 * Chooses which requests are kept whole, under a budget per second: errors first, then the slowest of each
 * endpoint and window, then a fair sample of all others, which has at least a quarter of what errors leave over.
 */
export class Exemplars {
  readonly #perSecond: number;
  #since = performance.now();
  /** Left over from before, at most one second's worth. */
  #saved: number;
  #errors: Candidate[] = [];
  #errorsNotKept = 0;
  #slow = new Map<Endpoint, Candidate>();
  #sample: Candidate[] = [];
  #seen = 0;

  constructor(perSecond: number) {
    this.#perSecond = Math.max(0, Math.floor(perSecond));
    this.#saved = this.#perSecond;
  }

  /**
   * Considers a request that ended. `slowest`: no other of its endpoint and window took longer so far; `error` is the fingerprint
   * of what it failed with.
   */
  offer(
    request: FinishedRequest,
    endpoint: Endpoint,
    endedAt: number,
    slowest: boolean,
    error: string | undefined,
  ): void {
    if (error !== undefined) {
      if (this.#errors.length < this.#budget(endedAt)) this.#errors.push({ request, endpoint, endedAt, error });
      else this.#errorsNotKept++;
      return;
    }
    // Reservoir sampling (Vitter's algorithm R): each of the requests so far is in the sample with equal chance.
    const size = this.#perSecond;
    const seen = ++this.#seen;
    const place = seen <= size ? seen - 1 : Math.floor(Math.random() * seen);
    if (!slowest && place >= size) return;
    const candidate: Candidate = { request, endpoint, endedAt, error };
    if (place < size) this.#sample[place] = candidate;
    if (slowest && size > 0) this.#slow.set(endpoint, candidate);
  }

  /** Takes the chosen ones. */
  take(now: number, telling: Telling): { requests: BatchRequest[]; errorsNotKept: number } {
    const budget = this.#budget(now);
    const kept = new Map<FinishedRequest, BatchRequest>();
    const keep = (candidate: Candidate, why: BatchRequest["kept"]) => {
      if (kept.has(candidate.request)) return;
      try {
        kept.set(candidate.request, toWire({ ...candidate, why }, telling));
      } catch (error) {
        // Something of the host's that does not want to be read must not cost what was counted.
        telling.fault(error);
      }
    };
    for (const candidate of this.#errors) keep(candidate, "error");
    const forSlow = Math.floor((budget - kept.size) * 0.75);
    const slow = [...this.#slow.values()].sort((a, b) => b.request.durationMs - a.request.durationMs);
    for (const candidate of slow.slice(0, forSlow)) keep(candidate, "slow");
    for (const candidate of this.#sample) if (kept.size < budget) keep(candidate, "sample");

    const errorsNotKept = this.#errorsNotKept;
    this.#since = now;
    this.#saved = Math.min(this.#perSecond, budget - kept.size);
    this.#errors = [];
    this.#errorsNotKept = 0;
    this.#slow = new Map();
    this.#sample = [];
    this.#seen = 0;
    return { requests: [...kept.values()], errorsNotKept };
  }

  #budget(now: number): number {
    const seconds = Math.min(LONGEST_SECONDS, (now - this.#since) / 1000);
    return Math.floor(this.#saved + this.#perSecond * seconds);
  }
}
