import { Familiar } from "./familiar.ts";
import type { StateIo } from "./state-io.ts";
import { Tail } from "./tail.ts";

/** How many values back the level and the spread reach. */
const MEMORY = 300;
/**
 * How many values back the long spread reaches. The spread does not fall below a half of it, or after a calm hour the noise of the
 * next one would be an anomaly.
 */
const LONG_MEMORY = 5000;
const LONG_SHARE = 0.5;
/** How many values a deviation is averaged over. */
const RUN = 6;
/** One value counts up to so many spreads: a single wild one is enough for an alarm, and does not last for long. */
const LIMIT = 4 * RUN;
/** Level and spread learn from no more than this many spreads. */
const LEARNING_LIMIT = 10;
/** Level and spread begin with the medians of so many values, whatever wild ones are among them. */
const FIRST = 21;

/** What an alarm asks for: so many spreads on average… */
const LEAST_DEVIATION = 2.9;
/** …and rarer than one in 10^this, which is 50. */
const LEAST_RARITY = 1.7;
/** Evidence below this is quiet: an episode ends, and the next may begin. */
export const QUIET_EVIDENCE = 0.5;
/** What is known counts as just less than an alarm. */
const KNOWN_EVIDENCE = 0.99;
/** From this share of the deviation on, an alarm that follows is said to have begun. */
const ONSET_SHARE = 0.25;

/** One for all: there are many watches. */
const NONE: number[] = [];

export type Sides = "both" | "above" | "below";

/**
 * Follows one series at one pace. Level and spread are exponentially weighted (mean and mean absolute deviation), limited so that an
 * outlier moves them little while a new level is taken over within some 300 values. A value's distance from the level, in
 * spreads, is averaged over some six values; that average is evidence when it is large, and rare in this series, and not just what
 * it did three times before.
 */
export class Watch {
  /** How many cells it takes. */
  static readonly cells = Tail.cells + Familiar.cells;

  readonly #sides: Sides;
  readonly #learningValues: number;
  /** The values it is to begin with; none from then on. */
  #first: number[] = [];
  #count = 0;
  #level = 0;
  #spread = 0;
  #longSpread = 0;
  #smallestSpread = 0;
  #deviation = 0;
  #evidence = 0;
  #isArmed = true;
  #onsetSeconds = Number.NaN;
  #levelBefore = 0;
  #wasAbove = false;
  readonly #tail: Tail;
  readonly #familiar: Familiar;

  /** There is no evidence before so many values, nor on a side that is not watched. It keeps what it learns in `cells`, from `from` on. */
  constructor(cells: Float32Array, from: number, options: { sides: Sides; learningValues: number }) {
    this.#tail = new Tail(cells, from);
    this.#familiar = new Familiar(cells, from + Tail.cells);
    this.#sides = options.sides;
    this.#learningValues = options.learningValues;
  }

  get isLearning(): boolean {
    return this.#count < this.#learningValues;
  }

  get level(): number {
    return this.#level;
  }

  /** The mean distance of values from the level, in the unit of the series. */
  get spread(): number {
    return Math.max(this.#spread, LONG_SHARE * this.#longSpread, this.#smallestSpread);
  }

  /** Whether the last values lie above the level. */
  get isAbove(): boolean {
    return this.#deviation > 0;
  }

  /** The mean of the last values. */
  get recentLevel(): number {
    return this.#level + this.#deviation * this.spread;
  }

  /** 1 and more is enough for an alarm. */
  get evidence(): number {
    return this.#isArmed ? this.#evidence : 0;
  }

  /** When the deviation that goes on began; NaN while there is none. */
  get onsetSeconds(): number {
    return this.#onsetSeconds;
  }

  /** The level before that deviation. */
  get levelBefore(): number {
    return this.#levelBefore;
  }

  /** What is still there of the evidence has had its alarm: none again before it was quiet. */
  disarm(): void {
    this.#isArmed = this.#evidence < QUIET_EVIDENCE;
  }

  /**
   * @param value less what the season adds, in the unit of the series
   * @param smallest spreads below this count as this: where a series is exact, its smallest change would be an anomaly
   * @param stricter added to the rarity that is asked for; half of it, up to a half, times more is asked of the deviation
   */
  observe(atSeconds: number, value: number, smallest: number, stricter: number): void {
    const count = ++this.#count;
    this.#smallestSpread = smallest;
    if (count <= FIRST) {
      this.#begin(value);
      return;
    }
    const before = this.#level;
    const distance = value - before;
    const spread = this.spread;
    // Where nothing ever moved, whatever moves is as far away as can be.
    const spreads = distance === 0 ? 0 : distance / spread;
    this.#weigh(atSeconds, distance, spreads, stricter);
    this.#markOnset(atSeconds, before);

    const limit = spread === 0 ? Number.POSITIVE_INFINITY : LEARNING_LIMIT * spread;
    const rate = Math.max(1 / count, 1 / MEMORY);
    const learned = Math.min(Math.abs(distance), limit);
    this.#level = before + rate * (distance < 0 ? -learned : learned);
    this.#spread += rate * (learned - this.#spread);
    this.#longSpread += Math.max(1 / count, 1 / LONG_MEMORY) * (learned - this.#longSpread);
  }

  /** So many values did not come: what was seen before them says less about now. */
  pass(missing: number): void {
    this.#deviation *= (1 - 1 / RUN) ** missing;
    this.#evidence = Math.min(this.#evidence, Math.abs(this.#deviation) / LEAST_DEVIATION);
  }

  /** Still learning, or off to the side that is not watched. */
  #isSilent(): boolean {
    return this.isLearning || (this.#sides !== "both" && (this.#sides === "above") !== this.#deviation > 0);
  }

  exchange(io: StateIo): void {
    this.#count = io.number(this.#count);
    const count = Math.min(FIRST, io.byte(this.#first.length));
    if (this.#count >= FIRST) this.#first = NONE;
    for (let i = 0; i < count; i++) this.#first[i] = io.number(this.#first[i] ?? 0);
    this.#level = io.number(this.#level);
    this.#spread = io.number(this.#spread);
    this.#longSpread = io.number(this.#longSpread);
    this.#smallestSpread = io.number(this.#smallestSpread);
    this.#deviation = io.number(this.#deviation);
    this.#evidence = io.number(this.#evidence);
    this.#onsetSeconds = io.number(this.#onsetSeconds);
    this.#levelBefore = io.number(this.#levelBefore);
    this.#isArmed = io.flag(this.#isArmed);
    this.#wasAbove = io.flag(this.#wasAbove);
    this.#tail.exchange(io);
    this.#familiar.exchange(io);
  }

  #begin(value: number): void {
    this.#first.push(value);
    this.#level = value;
    if (this.#first.length < FIRST) return;
    const level = middleOf(this.#first);
    const distances = this.#first.map((first) => Math.abs(first - level));
    const limit = LEARNING_LIMIT * middleOf(distances) || Number.POSITIVE_INFINITY;
    this.#level = level;
    this.#spread = distances.reduce((sum, distance) => sum + Math.min(distance, limit), 0) / FIRST;
    this.#longSpread = this.#spread;
    this.#first = NONE;
  }

  #weigh(atSeconds: number, distance: number, spreads: number, stricter: number): void {
    const farthest = LIMIT * (1 + stricter);
    const limited = Math.max(-farthest, Math.min(farthest, spreads));
    this.#deviation += (limited - this.#deviation) / RUN;
    const size = Math.abs(this.#deviation);
    const rarity = this.#tail.observe(size) / (LEAST_RARITY + stricter);
    const evidence = Math.min(rarity, size / (LEAST_DEVIATION * (1 + Math.min(stricter, 1) / 2)));
    const isQuiet = evidence < QUIET_EVIDENCE;
    if (isQuiet) this.#isArmed = true;
    // In the unit of the series: spreads change with what they are to measure.
    const deviation = this.#deviation * this.spread;
    const isNews = this.#familiar.observe(atSeconds, deviation, distance, isQuiet, evidence >= 1);
    this.#evidence = this.#isSilent() ? 0 : isNews ? evidence : Math.min(evidence, KNOWN_EVIDENCE);
  }

  #markOnset(atSeconds: number, level: number): void {
    if (Math.abs(this.#deviation) < ONSET_SHARE * LEAST_DEVIATION) {
      this.#onsetSeconds = Number.NaN;
      return;
    }
    const isAbove = this.#deviation > 0;
    if (!Number.isNaN(this.#onsetSeconds) && isAbove === this.#wasAbove) return;
    this.#onsetSeconds = atSeconds;
    this.#levelBefore = level;
    this.#wasAbove = isAbove;
  }
}

/** The value in the middle; sorts the values. */
function middleOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}
