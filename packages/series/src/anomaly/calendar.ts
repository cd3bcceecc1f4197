import { Season } from "./season.ts";
import type { StateIo } from "./state-io.ts";

/** Half hours and hours. */
const DAY_SLOTS = 48;
const WEEK_SLOTS = 168;
/** The week is believed while its error is not larger than that of the day, and not at all from so many times on. */
const WEEK_TOO_FAR = 1.25;
/** How many values back the level reaches from which the seasons are measured. */
const MEMORY = 1000;
const SETTLING_SECONDS = 86_400;
/** At first there is no spread to limit values by. */
const UNLIMITED = 20;
const LIMIT = 5;

/**
 * What the day and the week add to a series, learned as it goes. The day counts as far as it has proved to explain the series, and
 * not at all when it explains nothing; the week stands in for the day where it explains at least as much.
 */
export class Calendar {
  /** How many cells it takes. */
  static readonly cells = DAY_SLOTS + WEEK_SLOTS;

  readonly #day: Season;
  readonly #week: Season;
  #startSeconds = Number.NaN;
  #isSettled = false;
  #count = 0;
  /** Of the distances until it is settled. */
  #total = 0;
  #level = 0;
  #spread = 0;

  constructor(cells: Float32Array, from: number) {
    this.#day = new Season(cells, from, { periodSeconds: 86_400, slots: DAY_SLOTS, rate: 0.2 });
    this.#week = new Season(cells, from + DAY_SLOTS, { periodSeconds: 7 * 86_400, slots: WEEK_SLOTS, rate: 0.3 });
  }

  /** What to expect at that time above or below the level, in the unit of the series; 0 where nothing is known. */
  offset(atSeconds: number): number {
    const ofDay = this.#ofDay(atSeconds);
    const ofWeek = this.#week.offset(atSeconds);
    if (Number.isNaN(ofWeek)) return ofDay;
    const belief = Math.max(0, Math.min(1, (WEEK_TOO_FAR - this.#week.errorRatio) / (WEEK_TOO_FAR - 1)));
    return ofDay + belief * (ofWeek - ofDay);
  }

  observe(atSeconds: number, value: number): void {
    const count = ++this.#count;
    if (count === 1) {
      this.#startSeconds = atSeconds;
      this.#level = value;
    }
    const ageSeconds = atSeconds - this.#startSeconds;
    if (!this.#isSettled && ageSeconds >= SETTLING_SECONDS) this.#settle();
    const limit = count <= UNLIMITED ? Number.POSITIVE_INFINITY : LIMIT * this.#spread;
    const distance = value - this.#level;
    const limited = Math.max(-limit, Math.min(limit, distance));
    this.#week.prove(atSeconds, distance, limit, this.#ofDay(atSeconds));
    this.#day.prove(atSeconds, distance, limit, 0);
    this.#week.visit(atSeconds, limited, ageSeconds);
    this.#day.visit(atSeconds, limited, ageSeconds);
    const rate = Math.max(1 / count, 1 / MEMORY);
    if (this.#isSettled) this.#level += rate * limited;
    else this.#total += limited;
    this.#spread += rate * (Math.abs(limited) - this.#spread);
  }

  exchange(io: StateIo): void {
    this.#startSeconds = io.number(this.#startSeconds);
    this.#isSettled = io.flag(this.#isSettled);
    this.#count = io.number(this.#count);
    this.#total = io.number(this.#total);
    this.#level = io.number(this.#level);
    this.#spread = io.number(this.#spread);
    this.#day.exchange(io);
    this.#week.exchange(io);
  }

  #ofDay(atSeconds: number): number {
    const offset = this.#day.offset(atSeconds);
    return Number.isNaN(offset) ? 0 : offset * Math.max(0, 1 - this.#day.errorRatio ** 2);
  }

  /**
   * On the first day the level stands still, and is put in its middle afterwards: one that wandered with the hours would be part of
   * what each of them has learned.
   */
  #settle(): void {
    this.#isSettled = true;
    const middle = this.#total / (this.#count - 1);
    this.#level += middle;
    this.#day.shift(-middle);
    this.#week.shift(-middle);
  }
}
