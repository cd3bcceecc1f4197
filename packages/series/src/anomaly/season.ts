import type { StateIo } from "./state-io.ts";

/** How many values back the level reaches against which the slots are measured, and the proof of the season. */
const MEMORY = 1000;
/** At first there is no spread to limit values by. */
const UNLIMITED = 20;
const LIMIT = 5;

/**
 * What a time of day, or of the week, adds to a series. Each slot keeps its mean distance from the level. The season counts only as
 * far as it has proved to explain what comes: its weight is 1 − (error with it ÷ error without it)², and 0 when it explains nothing.
 */
export class Season {
  readonly #periodSeconds: number;
  /** How much the newest visit of a slot weighs at least; the first visits are averaged. */
  readonly #rate: number;
  readonly #offsets: Float32Array;
  readonly #visits: Uint8Array;
  #count = 0;
  #level = 0;
  #spread = 0;
  #proofs = 0;
  #errorWith = 0;
  #errorWithout = 0;
  /** The visit that goes on: the slot (−1 before the first), the sum of distances and their number. */
  #slot = -1;
  #sum = 0;
  #visited = 0;

  constructor(options: { periodSeconds: number; slots: number; rate: number }) {
    this.#periodSeconds = options.periodSeconds;
    this.#rate = options.rate;
    this.#offsets = new Float32Array(options.slots);
    this.#visits = new Uint8Array(options.slots);
  }

  /** What to expect at that time above or below the level, in the unit of the series; 0 where nothing is known. */
  offset(atSeconds: number): number {
    return this.#weight() * this.#known(atSeconds);
  }

  observe(atSeconds: number, value: number): void {
    const count = ++this.#count;
    if (count === 1) this.#level = value;
    const limit = count <= UNLIMITED ? Number.POSITIVE_INFINITY : LIMIT * this.#spread;
    const distance = Math.max(-limit, Math.min(limit, value - this.#level));
    if ((this.#visits[this.#slotAt(atSeconds)] as number) > 0) {
      const rate = Math.max(1 / ++this.#proofs, 1 / MEMORY);
      const miss = Math.min(Math.abs(value - this.#level - this.#known(atSeconds)), limit);
      this.#errorWith += rate * (miss - this.#errorWith);
      this.#errorWithout += rate * (Math.abs(distance) - this.#errorWithout);
    }
    const rate = Math.max(1 / count, 1 / MEMORY);
    this.#level += rate * distance;
    this.#spread += rate * (Math.abs(distance) - this.#spread);
    this.#visit(this.#slotAt(atSeconds), distance);
  }

  exchange(io: StateIo): void {
    io.floats(this.#offsets);
    io.counts(this.#visits);
    this.#count = io.number(this.#count);
    this.#level = io.number(this.#level);
    this.#spread = io.number(this.#spread);
    this.#proofs = io.number(this.#proofs);
    this.#errorWith = io.number(this.#errorWith);
    this.#errorWithout = io.number(this.#errorWithout);
    this.#slot = io.number(this.#slot);
    this.#sum = io.number(this.#sum);
    this.#visited = io.number(this.#visited);
  }

  #weight(): number {
    const without = this.#errorWithout;
    return without > 0 ? Math.max(0, 1 - (this.#errorWith / without) ** 2) : 0;
  }

  /** Between the middles of two slots that are known, on the line that joins them. */
  #known(atSeconds: number): number {
    const slots = this.#offsets.length;
    const position = this.#position(atSeconds);
    const slot = Math.min(Math.floor(position), slots - 1);
    if (this.#visits[slot] === 0) return 0;
    const fromMiddle = position - slot - 0.5;
    const other = (slot + (fromMiddle < 0 ? slots - 1 : 1)) % slots;
    const offset = this.#offsets[slot] as number;
    if (this.#visits[other] === 0) return offset;
    return offset + Math.abs(fromMiddle) * ((this.#offsets[other] as number) - offset);
  }

  /** A slot learns when it is left, so that what is expected within it does not follow what is seen. */
  #visit(slot: number, distance: number): void {
    const left = this.#slot;
    if (slot !== left) {
      if (left >= 0 && this.#visited > 0) {
        const visits = Math.min(255, (this.#visits[left] as number) + 1);
        this.#visits[left] = visits;
        const offset = this.#offsets[left] as number;
        this.#offsets[left] = offset + Math.max(1 / visits, this.#rate) * (this.#sum / this.#visited - offset);
      }
      this.#slot = slot;
      this.#sum = 0;
      this.#visited = 0;
    }
    this.#sum += distance;
    this.#visited++;
  }

  #slotAt(atSeconds: number): number {
    return Math.min(Math.floor(this.#position(atSeconds)), this.#offsets.length - 1);
  }

  #position(atSeconds: number): number {
    const phase = atSeconds / this.#periodSeconds;
    return (phase - Math.floor(phase)) * this.#offsets.length;
  }
}
