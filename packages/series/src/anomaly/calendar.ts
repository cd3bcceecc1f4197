import { Season } from "./season.ts";
import type { StateIo } from "./state-io.ts";

/** Half hours and hours. */
const DAY_SLOTS = 48;
const WEEK_SLOTS = 168;
/** The week is believed while its error is not larger than that of the day, and not at all from so many times on. */
const WEEK_TOO_FAR = 1.25;

/**
 * What the day and the week add to a series, learned as it goes. The day counts as far as it has proved to explain the series, and
 * not at all when it explains nothing; the week stands in for the day where it explains at least as much.
 */
export class Calendar {
  /** How many cells it takes. */
  static readonly cells = DAY_SLOTS + WEEK_SLOTS;

  readonly #day: Season;
  readonly #week: Season;

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
    this.#week.observe(atSeconds, value, this.#ofDay(atSeconds));
    this.#day.observe(atSeconds, value, 0);
  }

  exchange(io: StateIo): void {
    this.#day.exchange(io);
    this.#week.exchange(io);
  }

  #ofDay(atSeconds: number): number {
    const offset = this.#day.offset(atSeconds);
    return Number.isNaN(offset) ? 0 : offset * Math.max(0, 1 - this.#day.errorRatio ** 2);
  }
}
