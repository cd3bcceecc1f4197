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

/** A stretch that was not quiet, whether or not there was an alarm, by its strongest values. */
interface Surge {
  endSeconds: number;
  /** The largest deviation over several values, and the largest distance of a single one, in the unit of the series; negative below. */
  deviation: number;
  distance: number;
}

/**
 * Remembers the last surges of a series, so that what it does every night, or every hour, is an anomaly the first three times
 * and not for ever.
 */
export class Familiar {
  readonly #surges: Surge[] = [];
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
    const count = Math.min(REMEMBERED, io.byte(this.#surges.length));
    for (let i = 0; i < count; i++) {
      const { endSeconds = 0, deviation = 0, distance = 0 } = this.#surges[i] ?? {};
      this.#surges[i] = {
        endSeconds: io.number(endSeconds),
        deviation: io.number(deviation),
        distance: io.number(distance),
      };
    }
  }

  #isWithoutPrecedent(atSeconds: number, deviation: number, distance: number): boolean {
    const side = Math.sign(deviation);
    let asDeviating = 0;
    let asFar = 0;
    for (const surge of this.#surges) {
      if (atSeconds - surge.endSeconds > MEMORY_SECONDS || Math.sign(surge.deviation) !== side) continue;
      if (NEWS * Math.abs(surge.deviation) >= Math.abs(deviation)) asDeviating++;
      if (NEWS * Math.abs(surge.distance) >= Math.abs(distance)) asFar++;
    }
    return asDeviating < KNOWN_AFTER || asFar < KNOWN_AFTER;
  }

  #end(atSeconds: number): void {
    this.#isSurging = false;
    const surges = this.#surges;
    surges.push({ endSeconds: atSeconds, deviation: this.#deviation, distance: this.#distance });
    if (surges.length <= REMEMBERED) return;
    const rank = ({ endSeconds, deviation }: Surge) =>
      atSeconds - endSeconds > MEMORY_SECONDS ? 0 : Math.abs(deviation);
    let weakest = 0;
    for (let i = 1; i < surges.length; i++) if (rank(surges[i] as Surge) < rank(surges[weakest] as Surge)) weakest = i;
    surges.splice(weakest, 1);
  }
}
