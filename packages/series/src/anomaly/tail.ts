import type { StateIo } from "./state-io.ts";

/** The share of values that counts as the tail. */
const SHARE = 0.05;
/** How many values back it remembers, about. */
const MEMORY = 4000;
/** An excess counts up to so many times the mean one, or one incident would hide the next. */
const LARGEST_EXCESS = 4;
const SMALLEST_EXCESS = 0.02;
/** Added to every value: where all is calm, ratios of next to nothing say nothing. */
const CALM = 0.01;

/**
 * How rare a value is among those that went before, without keeping them. It follows the 95 % quantile of their logarithms by
 * stochastic approximation, and above it the mean excess, which is Hill's estimator of a Pareto tail ("A simple general
 * approach to inference about the tail of a distribution", 1975); from these it extrapolates, so that it can tell "rarer than
 * all so far" from "much rarer".
 */
export class Tail {
  #count = 0;
  #quantile = 0;
  #excess = 0.5;

  /** Takes a value >= 0. Returns −log10 of the probability of one as large or larger; 0 below the 95 % quantile. */
  observe(value: number): number {
    const log = Math.log(value + CALM);
    const count = this.#count;
    this.#count = count + 1;
    if (count === 0) {
      this.#quantile = log;
      return 0;
    }
    const weight = 1 / (SHARE * Math.min(count + 1, MEMORY));
    const over = log - this.#quantile;
    let rarity = 0;
    if (over > 0) {
      rarity = -Math.log10(SHARE) + over / (this.#excess * Math.LN10);
      const learned = (Math.min(over, LARGEST_EXCESS * this.#excess) - this.#excess) * Math.min(weight, 1 / 20);
      this.#excess = Math.max(SMALLEST_EXCESS, this.#excess + learned);
    }
    this.#quantile += this.#excess * weight * (over > 0 ? 1 - SHARE : -SHARE);
    return rarity;
  }

  exchange(io: StateIo): void {
    this.#count = io.number(this.#count);
    this.#quantile = io.number(this.#quantile);
    this.#excess = io.number(this.#excess);
  }
}
