import type { StateIo } from "./state-io.ts";

/** So many surges are remembered, the strongest… */
const REMEMBERED = 8;
/** …of so long. */
const MEMORY_SECONDS = 14 * 86_400;
/** What came so many times is no news… */
const KNOWN_AFTER = 3;
/** …unless it is so many times as strong as then. */
const NEWS = 1.4;
/** A surge is over after so many quiet values. */
const QUIET_VALUES = 30;

/** Of a surge its end, its largest deviation over several values, and its largest distance of one; negative below. */
const CELLS_OF_SURGE = 3;

/**
 * Remembers the surges of a series, stretches that were not quiet, so that what it does every night, or every hour, is an anomaly
 * the first three times and not for ever.
 */
export class Familiar {
  /** How many cells it takes: one surge more than it keeps. */
  static readonly cells = CELLS_OF_SURGE * (REMEMBERED + 1);

  readonly #cells: Float32Array;
  readonly #from: number;
  #surges = 0;
  #isSurging = false;
  #isNews = false;
  #deviation = 0;
  #distance = 0;
  #quietValues = 0;

  constructor(cells: Float32Array, from: number) {
    this.#cells = cells;
    this.#from = from;
  }

  /** Takes the next value: how far it is off in two ways, and whether that is quiet, or enough for an alarm. Returns whether it is news. */
  observe(atSeconds: number, deviation: number, distance: number, isQuiet: boolean, isEnough: boolean): boolean {
    if (!this.#isSurging) {
      if (isQuiet) return false;
      this.#isSurging = true;
      this.#isNews = false;
      this.#deviation = 0;
      this.#distance = 0;
    }
    if (Math.abs(deviation) > Math.abs(this.#deviation)) this.#deviation = deviation;
    if (Math.abs(distance) > Math.abs(this.#distance)) this.#distance = distance;
    this.#quietValues = isQuiet ? this.#quietValues + 1 : 0;
    if (this.#quietValues >= QUIET_VALUES) this.#end(atSeconds);
    else if (isEnough && !this.#isNews) this.#isNews = this.#isWithoutPrecedent(atSeconds, deviation, distance);
    return this.#isNews;
  }

  exchange(io: StateIo): void {
    this.#isSurging = io.flag(this.#isSurging);
    this.#isNews = io.flag(this.#isNews);
    this.#deviation = io.number(this.#deviation);
    this.#distance = io.number(this.#distance);
    this.#quietValues = io.number(this.#quietValues);
    this.#surges = Math.min(REMEMBERED, io.byte(this.#surges));
  }

  #isWithoutPrecedent(atSeconds: number, deviation: number, distance: number): boolean {
    const side = Math.sign(deviation);
    let asDeviating = 0;
    let asFar = 0;
    for (let surge = 0; surge < this.#surges; surge++) {
      const cell = this.#from + CELLS_OF_SURGE * surge;
      const before = this.#cells[cell + 1] as number;
      if (this.#strength(surge, atSeconds) === 0 || Math.sign(before) !== side) continue;
      if (NEWS * Math.abs(before) >= Math.abs(deviation)) asDeviating++;
      if (NEWS * Math.abs(this.#cells[cell + 2] as number) >= Math.abs(distance)) asFar++;
    }
    return asDeviating < KNOWN_AFTER || asFar < KNOWN_AFTER;
  }

  #end(atSeconds: number): void {
    this.#isSurging = false;
    const cell = this.#from + CELLS_OF_SURGE * this.#surges;
    this.#cells[cell] = atSeconds;
    this.#cells[cell + 1] = this.#deviation;
    this.#cells[cell + 2] = this.#distance;
    if (this.#surges < REMEMBERED) {
      this.#surges++;
      return;
    }
    // It lies in the cells behind the last, and takes the place of the weakest.
    let weakest = REMEMBERED;
    for (let surge = 0; surge < REMEMBERED; surge++) {
      if (this.#strength(surge, atSeconds) < this.#strength(weakest, atSeconds)) weakest = surge;
    }
    this.#cells.copyWithin(this.#from + CELLS_OF_SURGE * weakest, cell, cell + CELLS_OF_SURGE);
  }

  /** Of one that is too long ago: none. */
  #strength(surge: number, atSeconds: number): number {
    const cell = this.#from + CELLS_OF_SURGE * surge;
    const isForgotten = atSeconds - (this.#cells[cell] as number) > MEMORY_SECONDS;
    return isForgotten ? 0 : Math.abs(this.#cells[cell + 1] as number);
  }
}
