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

/**
 * Remembers the surges of a series, stretches that were not quiet, so that what it does every night, or every hour, is an anomaly the first three times
 * and not for ever.
 */
export class Familiar {
  /** Of each surge its end, its largest deviation over several values, and its largest distance of one; negative below. */
  readonly #ends: number[] = [];
  readonly #deviations: number[] = [];
  readonly #distances: number[] = [];
  #isSurging = false;
  #isNews = false;
  #deviation = 0;
  #distance = 0;
  #quietValues = 0;

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
    const count = Math.min(REMEMBERED, io.byte(this.#ends.length));
    for (let i = 0; i < count; i++) {
      this.#ends[i] = io.number(this.#ends[i] ?? 0);
      this.#deviations[i] = io.number(this.#deviations[i] ?? 0);
      this.#distances[i] = io.number(this.#distances[i] ?? 0);
    }
  }

  #isWithoutPrecedent(atSeconds: number, deviation: number, distance: number): boolean {
    const side = Math.sign(deviation);
    let asDeviating = 0;
    let asFar = 0;
    for (let i = 0; i < this.#ends.length; i++) {
      const before = this.#deviations[i] as number;
      if (this.#isForgotten(i, atSeconds) || Math.sign(before) !== side) continue;
      if (NEWS * Math.abs(before) >= Math.abs(deviation)) asDeviating++;
      if (NEWS * Math.abs(this.#distances[i] as number) >= Math.abs(distance)) asFar++;
    }
    return asDeviating < KNOWN_AFTER || asFar < KNOWN_AFTER;
  }

  #end(atSeconds: number): void {
    this.#isSurging = false;
    this.#ends.push(atSeconds);
    this.#deviations.push(this.#deviation);
    this.#distances.push(this.#distance);
    if (this.#ends.length <= REMEMBERED) return;
    const rank = (i: number) => (this.#isForgotten(i, atSeconds) ? 0 : Math.abs(this.#deviations[i] as number));
    let weakest = 0;
    for (let i = 1; i < this.#ends.length; i++) if (rank(i) < rank(weakest)) weakest = i;
    for (const list of [this.#ends, this.#deviations, this.#distances]) list.splice(weakest, 1);
  }

  #isForgotten(i: number, atSeconds: number): boolean {
    return atSeconds - (this.#ends[i] as number) > MEMORY_SECONDS;
  }
}
