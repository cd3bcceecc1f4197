import type { StateIo } from "./state-io.ts";

/** How many values back the level reaches against which the slots are measured, and the proof of the season. */
const MEMORY = 1000;
const SETTLING_SECONDS = 86_400;
/** At first there is no spread to limit values by. */
const UNLIMITED = 20;
const LIMIT = 5;

/**
 * What a time of day, or of the week, adds to a series: each slot keeps its mean distance from the level. How much that explains of
 * what comes is kept, too, beside what another guess explains.
 */
export class Season {
  readonly #periodSeconds: number;
  /** How much the newest visit of a slot weighs at least; the first visits are averaged. */
  readonly #rate: number;
  /** `#cells[#from + slot]` is what the slot adds; NaN before its first visit has ended. */
  readonly #cells: Float32Array;
  readonly #from: number;
  readonly #slots: number;
  #startSeconds = Number.NaN;
  #isSettled = false;
  #count = 0;
  /** Of the distances until it is settled. */
  #total = 0;
  #level = 0;
  #spread = 0;
  #proofs = 0;
  #error = 0;
  #errorOther = 0;
  /** The visit that goes on: the slot (−1 before the first), the sum of distances and their number. */
  #slot = -1;
  #sum = 0;
  #visited = 0;

  /** It keeps its slots in `cells`, from `from` on. */
  constructor(cells: Float32Array, from: number, options: { periodSeconds: number; slots: number; rate: number }) {
    this.#cells = cells;
    this.#from = from;
    this.#slots = options.slots;
    this.#periodSeconds = options.periodSeconds;
    this.#rate = options.rate;
    cells.fill(Number.NaN, from, from + options.slots);
  }

  /** The error of this season ÷ the error of the other guess; 1 while nothing is known. */
  get errorRatio(): number {
    return this.#errorOther > 0 ? this.#error / this.#errorOther : 1;
  }

  /** What to expect at that time above or below the level, in the unit of the series; NaN where nothing is known. */
  offset(atSeconds: number): number {
    const slots = this.#slots;
    const position = this.#position(atSeconds);
    const slot = Math.min(Math.floor(position), slots - 1);
    // Between the middles of two slots that are known, on the line that joins them.
    const fromMiddle = position - slot - 0.5;
    const other = (slot + (fromMiddle < 0 ? slots - 1 : 1)) % slots;
    const offset = this.#cells[this.#from + slot] as number;
    const otherOffset = this.#cells[this.#from + other] as number;
    return Number.isNaN(otherOffset) ? offset : offset + Math.abs(fromMiddle) * (otherOffset - offset);
  }

  /** @param otherOffset the other guess at what this season is to tell */
  observe(atSeconds: number, value: number, otherOffset: number): void {
    const count = ++this.#count;
    if (count === 1) {
      this.#startSeconds = atSeconds;
      this.#level = value;
    }
    if (!this.#isSettled && atSeconds - this.#startSeconds >= SETTLING_SECONDS) this.#settle();
    const limit = count <= UNLIMITED ? Number.POSITIVE_INFINITY : LIMIT * this.#spread;
    const distance = Math.max(-limit, Math.min(limit, value - this.#level));
    const offset = this.offset(atSeconds);
    if (!Number.isNaN(offset)) this.#prove(value - this.#level, offset, otherOffset, limit);
    const rate = Math.max(1 / count, 1 / MEMORY);
    if (this.#isSettled) this.#level += rate * distance;
    else this.#total += distance;
    this.#spread += rate * (Math.abs(distance) - this.#spread);
    this.#visit(atSeconds, distance);
  }

  exchange(io: StateIo): void {
    this.#startSeconds = io.number(this.#startSeconds);
    this.#isSettled = io.flag(this.#isSettled);
    this.#count = io.number(this.#count);
    this.#total = io.number(this.#total);
    this.#level = io.number(this.#level);
    this.#spread = io.number(this.#spread);
    this.#proofs = io.number(this.#proofs);
    this.#error = io.number(this.#error);
    this.#errorOther = io.number(this.#errorOther);
    this.#slot = io.number(this.#slot);
    this.#sum = io.number(this.#sum);
    this.#visited = io.number(this.#visited);
  }

  /**
   * On the first day the level stands still, and is put in its middle afterwards: one that wandered with the hours would be part of
   * what each of them has learned.
   */
  #settle(): void {
    this.#isSettled = true;
    const middle = this.#total / (this.#count - 1);
    this.#level += middle;
    this.#sum -= middle * this.#visited;
    for (let cell = this.#from; cell < this.#from + this.#slots; cell++) {
      this.#cells[cell] = (this.#cells[cell] as number) - middle;
    }
  }

  #prove(distance: number, offset: number, otherOffset: number, limit: number): void {
    const rate = Math.max(1 / ++this.#proofs, 1 / MEMORY);
    this.#error += rate * (Math.min(Math.abs(distance - offset), limit) - this.#error);
    this.#errorOther += rate * (Math.min(Math.abs(distance - otherOffset), limit) - this.#errorOther);
  }

  /** A slot learns when it is left, so that what is expected within it does not follow what is seen. */
  #visit(atSeconds: number, distance: number): void {
    const slot = Math.min(Math.floor(this.#position(atSeconds)), this.#slots - 1);
    if (slot !== this.#slot) {
      if (this.#visited > 0) this.#leave(atSeconds);
      this.#slot = slot;
      this.#sum = 0;
      this.#visited = 0;
    }
    this.#sum += distance;
    this.#visited++;
  }

  #leave(atSeconds: number): void {
    const cell = this.#from + this.#slot;
    const mean = this.#sum / this.#visited;
    const known = this.#cells[cell] as number;
    const visits = Math.ceil((atSeconds - this.#startSeconds) / this.#periodSeconds);
    this.#cells[cell] = Number.isNaN(known) ? mean : known + Math.max(1 / visits, this.#rate) * (mean - known);
  }

  #position(atSeconds: number): number {
    // A remainder is exact, where a quotient may fall short of the slot that begins now.
    const seconds = atSeconds % this.#periodSeconds;
    return ((seconds < 0 ? seconds + this.#periodSeconds : seconds) / this.#periodSeconds) * this.#slots;
  }
}
