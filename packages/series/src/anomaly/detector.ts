import { Calendar } from "./calendar.ts";
import { type Episode, Episodes } from "./episode.ts";
import { StateIo } from "./state-io.ts";
import { type Sides, Watch } from "./watch.ts";

/** A score from here on is an alarm. The one threshold, for all series. */
export const ALARM_SCORE = 0.5;

export interface DetectorOptions {
  /** Which deviations are anomalies: a response time that falls is none. Default `"both"`. */
  sides?: Sides;
  /**
   * Differences below this are of no interest, in the unit of the series: 5 for milliseconds, 0.01 for an error rate. Wanted where
   * a series can stand still, because there the smallest change is without precedent. Default 0.
   */
  smallestDeviation?: number;
}

export interface Observation {
  /** Seconds since 1970; ascending. */
  atSeconds: number;
  value: number;
}

/** What to expect of a single value. */
export interface Band {
  low: number;
  mid: number;
  high: number;
}

export interface Judgement {
  /** 0 to 1; from ALARM_SCORE on it opens an episode when none is open. Always 0 while the detector learns. */
  score: number;
  /** What was expected before the value was seen; `null` until enough has been. */
  expected: Band | null;
  /**
   * The episode that is open after this value, or that it closed (then `endSeconds` is set). It is a new one, and the alarm is due,
   * when its `raisedSeconds` is the time of this value.
   */
  episode: Episode | null;
}

/** An online anomaly detector for one series, in constant memory. */
export interface Detector {
  /**
   * Judges a value by those before it, then learns it. Values that are no numbers or beyond ±10^30, and those not newer than the
   * last, change nothing and get score 0.
   */
  observe(observation: Observation): Judgement;
  /** The episode that is open. */
  readonly episode: Episode | null;
  /** All that it knows, at most 3 kB, for `decodeDetector`. */
  encode(): Uint8Array;
}

/** Nothing is an anomaly before so many values… */
const LEARNING_VALUES = 100;
/** …nor at the coarse pace before a day is known, or where values come seldom: their first morning would be one. */
const LEARNING_BINS = 288;
const LEARNING_SECONDS = 86_400;
/** The coarse pace: means over so long. Series with a value every 150 s or less often have only their own. */
const BIN_SECONDS = 300;
/** The band is so many mean distances wide on each side, 3.2 standard deviations where values are normally distributed. */
const BAND = 4;
/** Spreads below this share of the level count as this. */
const SMALLEST_SHARE = 1 / 500;
/** In series of whole numbers a difference of one is no anomaly. */
const WHOLE_SPREAD = 0.5;

/** Larger ones would not fit the slots of the seasons. */
const LARGEST_VALUE = 1e30;

const VERSION = 1;
const LARGEST_STATE_BYTES = 3072;

export function createDetector(options: DetectorOptions = {}): Detector {
  return new SeriesDetector(options);
}

/**
 * Goes on where the detector stood that gave these bytes. The options are not among them.
 * Throws TypeError when they are not bytes, RangeError when they are not of a detector of this version.
 */
export function decodeDetector(bytes: Uint8Array, options: DetectorOptions = {}): Detector {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("encoded detector: expected a Uint8Array");
  if (bytes[0] !== VERSION) throw new RangeError(`encoded detector: version ${bytes[0]}, expected ${VERSION}`);
  const detector = new SeriesDetector(options);
  const io = StateIo.reader(bytes);
  detector.exchange(io);
  if (!io.isAtEnd) throw new RangeError("encoded detector: longer than expected");
  return detector;
}

/**
 * Two paces watch the series: every value, and means over five minutes, which see what creeps. Both are freed of what the day and the
 * week add, as far as that has been learned and proved.
 */
class SeriesDetector implements Detector {
  readonly #smallest: number;
  /** Most of what it knows, in one array: arrays of their own would weigh more than what is in them. */
  readonly #cells = new Float32Array(Calendar.cells + 2 * Watch.cells);
  readonly #calendar = new Calendar(this.#cells, 0);
  readonly #fine: Watch;
  readonly #coarse: Watch;
  readonly #episodes = new Episodes();
  /** The usual time between two values, 0 before the second. */
  #stepSeconds = 0;
  #steps = 0;
  #startSeconds = Number.NaN;
  #lastSeconds = Number.NEGATIVE_INFINITY;
  #isWhole = true;
  #isNeverNegative = true;
  /** The five minutes that go on. */
  #bin = 0;
  #binSum = 0;
  #binValues = 0;

  constructor(options: DetectorOptions) {
    const sides = options.sides ?? "both";
    this.#fine = new Watch(this.#cells, Calendar.cells, { sides, learningValues: LEARNING_VALUES });
    this.#coarse = new Watch(this.#cells, Calendar.cells + Watch.cells, { sides, learningValues: LEARNING_BINS });
    this.#smallest = options.smallestDeviation ?? 0;
  }

  observe({ atSeconds, value }: Observation): Judgement {
    if (!(Math.abs(value) <= LARGEST_VALUE && atSeconds > this.#lastSeconds && atSeconds < Number.POSITIVE_INFINITY)) {
      return { score: 0, expected: null, episode: this.episode };
    }
    const fine = this.#fine;
    const coarse = this.#coarse;
    this.#isWhole &&= Number.isInteger(value);
    this.#isNeverNegative &&= value >= 0;
    this.#follow(atSeconds);
    const isFast = this.#steps > 0 && this.#stepSeconds < BIN_SECONDS / 2;
    if (isFast) this.#passBin(atSeconds);
    const offset = this.#calendar.offset(atSeconds);
    const smallest = this.#smallestSpread();
    const expected = fine.isLearning ? null : this.#band(fine.level + offset, BAND * fine.spread);

    // Where values come often, chance has often a chance: the aim is as many false alarms a day, not a value.
    const stricter = isFast ? Math.log10(BIN_SECONDS / this.#stepSeconds) : 0;
    fine.observe(atSeconds, value - offset, smallest, stricter);
    if (isFast) {
      this.#binSum += value;
      this.#binValues++;
    } else this.#calendar.observe(atSeconds, value);

    if (!isFast && atSeconds - this.#startSeconds < LEARNING_SECONDS)
      return { score: 0, expected, episode: this.episode };
    const evidence = Math.max(fine.evidence, coarse.evidence);
    const episode = this.#episodes.observe(atSeconds, value, offset, fine, coarse);
    return { score: evidence / (evidence + 1), expected, episode };
  }

  get episode(): Episode | null {
    return this.#episodes.current;
  }

  encode(): Uint8Array {
    const io = StateIo.writer(LARGEST_STATE_BYTES);
    this.exchange(io);
    return io.bytes.slice();
  }

  exchange(io: StateIo): void {
    io.byte(VERSION);
    io.floats(this.#cells);
    this.#stepSeconds = io.number(this.#stepSeconds);
    this.#steps = io.number(this.#steps);
    this.#startSeconds = io.number(this.#startSeconds);
    this.#lastSeconds = io.number(this.#lastSeconds);
    this.#bin = io.number(this.#bin);
    this.#binSum = io.number(this.#binSum);
    this.#binValues = io.number(this.#binValues);
    this.#isWhole = io.flag(this.#isWhole);
    this.#isNeverNegative = io.flag(this.#isNeverNegative);
    this.#fine.exchange(io);
    this.#coarse.exchange(io);
    this.#episodes.exchange(io);
    this.#calendar.exchange(io);
  }

  /** Keeps the median of the steps, by a step up or down, and tells the watch of values that did not come. */
  #follow(atSeconds: number): void {
    const step = atSeconds - this.#lastSeconds;
    this.#lastSeconds = atSeconds;
    if (step === Number.POSITIVE_INFINITY) {
      this.#startSeconds = atSeconds;
      return;
    }
    if (this.#steps++ === 0) this.#stepSeconds = step;
    const missing = Math.round(step / this.#stepSeconds) - 1;
    if (missing > 0) this.#fine.pass(missing);
    const factor = this.#steps < 100 ? 1.1 : 1.01;
    if (step > this.#stepSeconds * factor) this.#stepSeconds *= factor;
    else if (step < this.#stepSeconds / factor) this.#stepSeconds /= factor;
  }

  /** When the five minutes are over, their mean goes to the coarse watch. */
  #passBin(atSeconds: number): void {
    const bin = Math.floor(atSeconds / BIN_SECONDS);
    const ended = this.#bin;
    this.#bin = bin;
    if (bin === ended || this.#binValues === 0) return;
    const middleSeconds = (ended + 0.5) * BIN_SECONDS;
    const mean = this.#binSum / this.#binValues;
    const offset = this.#calendar.offset(middleSeconds);
    this.#coarse.observe(middleSeconds, mean - offset, this.#smallestSpread(), 0);
    if (bin > ended + 1) this.#coarse.pass(bin - ended - 1);
    this.#calendar.observe(middleSeconds, mean);
    this.#binSum = 0;
    this.#binValues = 0;
  }

  #smallestSpread(): number {
    const ofLevel = SMALLEST_SHARE * Math.abs(this.#fine.level);
    return Math.max(this.#smallest, ofLevel, this.#isWhole ? WHOLE_SPREAD : 0);
  }

  /** Of what was never below zero, nothing below is expected. */
  #band(mid: number, halfWidth: number): Band {
    const least = this.#isNeverNegative ? 0 : Number.NEGATIVE_INFINITY;
    return { low: Math.max(least, mid - halfWidth), mid: Math.max(least, mid), high: Math.max(least, mid + halfWidth) };
  }
}
