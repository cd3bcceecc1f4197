import type { StateIo } from "./state-io.ts";

/** The tail begins where this share of values lies above, and how fast it falls shows where that one does. */
const NEAR_SHARE = 0.1;
const FAR_SHARE = 0.025;
/** How many values back it remembers, about. */
const MEMORY = 4000;
/** Added to every value: where all is calm, ratios of next to nothing say nothing. */
const CALM = 0.1;

/** Logarithms fall into bins: five an octave, from 0.1 to 700, which is beyond what is asked about. */
const BINS = 64;
const BINS_PER_OCTAVE = 5;
const LOWEST_LOG = Math.log2(CALM);
/** Where all values are alike, in bins: one factor of e is never so rare as this would make it. */
const SMALLEST_EXCESS = 0.25;
/** The weight of newer values grows until so much, and all are divided by it. */
const LARGEST_WEIGHT = 1000;

/**
 * How rare a value is among those that went before, without keeping them: it keeps a histogram of their logarithms that forgets. Beyond
 * the upper tenth it extrapolates as a Pareto tail does, so that it can tell "rarer than all so far" from "much rarer". The mean
 * excess, which the tail is known by, it takes from two quantiles, which no single wild value can move: an excess over the first is exponential, so that their
 * distance is the mean times the logarithm of the ratio of their shares.
 */
export class Tail {
  /** How many cells it takes. */
  static readonly cells = BINS;

  /** `#cells[#from + bin]` is the weight of the values in the bin. */
  readonly #cells: Float32Array;
  readonly #from: number;
  #total = 0;
  #weight = 1;

  constructor(cells: Float32Array, from: number) {
    this.#cells = cells;
    this.#from = from;
  }

  /** Takes a value >= 0. Returns −log10 of the probability of one as large or larger; 0 for the lower nine tenths. */
  observe(value: number): number {
    const position = Math.min((Math.log2(value + CALM) - LOWEST_LOG) * BINS_PER_OCTAVE, BINS - 0.001);
    const rarity = this.#total > 0 ? this.#rarityAt(position) : 0;
    const cell = this.#from + Math.floor(position);
    this.#cells[cell] = (this.#cells[cell] as number) + this.#weight;
    this.#total += this.#weight;
    this.#weight *= 1 + 1 / MEMORY;
    if (this.#weight > LARGEST_WEIGHT) this.#rescale();
    return rarity;
  }

  exchange(io: StateIo): void {
    this.#total = io.number(this.#total);
    this.#weight = io.number(this.#weight);
  }

  #rarityAt(position: number): number {
    const far = FAR_SHARE * this.#total;
    const near = NEAR_SHARE * this.#total;
    let farAt = Number.NaN;
    let above = 0;
    for (let bin = BINS - 1; bin >= 0; bin--) {
      const mass = this.#cells[this.#from + bin] as number;
      if (Number.isNaN(farAt) && above + mass >= far) farAt = bin + 1 - (far - above) / mass;
      if (above + mass >= near) {
        const nearAt = bin + 1 - (near - above) / mass;
        const excess = Math.max(SMALLEST_EXCESS, (farAt - nearAt) / Math.log(NEAR_SHARE / FAR_SHARE));
        return position > nearAt ? (position - nearAt) / (excess * Math.LN10) - Math.log10(NEAR_SHARE) : 0;
      }
      above += mass;
    }
    return 0;
  }

  #rescale(): void {
    for (let cell = this.#from; cell < this.#from + BINS; cell++) {
      this.#cells[cell] = (this.#cells[cell] as number) / LARGEST_WEIGHT;
    }
    this.#total /= LARGEST_WEIGHT;
    this.#weight /= LARGEST_WEIGHT;
  }
}
