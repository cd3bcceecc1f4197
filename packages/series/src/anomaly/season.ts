import type { StateIo } from "./state-io.ts";

/** How many values back the proof of the season reaches. */
const MEMORY = 1000;

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

  /** Compares itself with another guess, by a value so far from the level; neither is blamed for more than `limit`. */
  prove(atSeconds: number, distance: number, limit: number, otherOffset: number): void {
    const offset = this.offset(atSeconds);
    if (Number.isNaN(offset)) return;
    const rate = Math.max(1 / ++this.#proofs, 1 / MEMORY);
    this.#error += rate * (Math.min(Math.abs(distance - offset), limit) - this.#error);
    this.#errorOther += rate * (Math.min(Math.abs(distance - otherOffset), limit) - this.#errorOther);
  }

  /**
   * Learns a distance from the level. A slot learns when it is left, so that what is expected within it does not follow what is seen.
   * @param ageSeconds since the first value
   */
  visit(atSeconds: number, distance: number, ageSeconds: number): void {
    const slot = Math.min(Math.floor(this.#position(atSeconds)), this.#slots - 1);
    if (slot !== this.#slot) {
      if (this.#visited > 0) this.#leave(ageSeconds);
      this.#slot = slot;
      this.#sum = 0;
      this.#visited = 0;
    }
    this.#sum += distance;
    this.#visited++;
  }

  /** The level from which it is measured was moved the other way. */
  shift(by: number): void {
    this.#sum += by * this.#visited;
    for (let cell = this.#from; cell < this.#from + this.#slots; cell++) {
      this.#cells[cell] = (this.#cells[cell] as number) + by;
    }
  }

  exchange(io: StateIo): void {
    this.#proofs = io.number(this.#proofs);
    this.#error = io.number(this.#error);
    this.#errorOther = io.number(this.#errorOther);
    this.#slot = io.number(this.#slot);
    this.#sum = io.number(this.#sum);
    this.#visited = io.number(this.#visited);
  }

  #leave(ageSeconds: number): void {
    const cell = this.#from + this.#slot;
    const mean = this.#sum / this.#visited;
    const known = this.#cells[cell] as number;
    const visits = Math.ceil(ageSeconds / this.#periodSeconds);
    this.#cells[cell] = Number.isNaN(known) ? mean : known + Math.max(1 / visits, this.#rate) * (mean - known);
  }

  #position(atSeconds: number): number {
    // A remainder is exact, where a quotient may fall short of the slot that begins now.
    const seconds = atSeconds % this.#periodSeconds;
    return ((seconds < 0 ? seconds + this.#periodSeconds : seconds) / this.#periodSeconds) * this.#slots;
  }
}
