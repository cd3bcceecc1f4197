import type { StateIo } from "./state-io.ts";
import { QUIET_EVIDENCE, type Watch } from "./watch.ts";

/** A stretch in which a series was not as it should be. Values are in its unit, times in seconds since 1970. */
export interface Episode {
  /** When the deviation began; the alarm came later, at `raisedSeconds`. */
  onsetSeconds: number;
  raisedSeconds: number;
  /** When values were quiet again. `null` while it is open. */
  endSeconds: number | null;
  /** Whether values came back to what they were, or stayed away until that was taken for normal. `null` while it is open. */
  outcome: "recovered" | "new normal" | null;
  direction: "above" | "below";
  /**
   * The value that lay farthest from what was expected at its time, and what that was; of what creeps, the mean of some half an
   * hour instead of one value.
   */
  seen: number;
  expected: number;
}

/** A value within so many spreads of what was expected before the onset is quiet, too. */
const NEAR = 3;
/** So many quiet values in a row end an episode. */
const QUIET_VALUES = 30;

/** Opens and closes episodes, one at a time and with hysteresis. */
export class Episodes {
  #isOpen = false;
  /** Which pace raised it. */
  #isCoarse = false;
  #onsetSeconds = 0;
  #raisedSeconds = 0;
  #isAbove = false;
  #seen = 0;
  #expected = 0;
  #levelBefore = 0;
  #spreadBefore = 0;
  #quietValues = 0;
  /** Negative where it is quiet only because it is not rare any more. */
  #quietSinceSeconds = 0;

  /** The one that is open. */
  get current(): Episode | null {
    return this.#isOpen ? this.#describe(null, null) : null;
  }

  /**
   * @param offset what the season adds to the level at that time
   * @returns the episode that is open after that value, or that it closed; otherwise `null`
   */
  observe(atSeconds: number, value: number, offset: number, fine: Watch, coarse: Watch): Episode | null {
    if (!this.#isOpen) {
      const isCoarse = coarse.evidence > fine.evidence;
      const watch = isCoarse ? coarse : fine;
      if (watch.evidence < 1) return null;
      this.#isCoarse = isCoarse;
      this.#open(atSeconds, value, offset, watch);
      return this.#describe(null, null);
    }
    const watch = this.#isCoarse ? coarse : fine;
    const expected = this.#levelBefore + offset;
    const seen = this.#isCoarse ? watch.recentLevel + offset : value;
    const isFarther = Math.abs(seen - expected) > Math.abs(this.#seen - this.#expected);
    if (isFarther && seen > expected === this.#isAbove) {
      this.#seen = seen;
      this.#expected = expected;
    }
    const near = NEAR * this.#spreadBefore;
    const isBack = Math.abs(watch.recentLevel - this.#levelBefore) <= near;
    const isNear = isBack || (!this.#isCoarse && Math.abs(value - expected) <= near);
    const isQuiet = isNear || (fine.evidence < QUIET_EVIDENCE && coarse.evidence < QUIET_EVIDENCE);
    if (!isQuiet) this.#quietValues = 0;
    else if (this.#quietValues++ === 0) this.#quietSinceSeconds = isNear ? atSeconds : -atSeconds;
    // What was quiet because it was no longer rare, and then comes back, was over when it came back.
    else if (isNear && this.#quietSinceSeconds < 0) this.#quietSinceSeconds = atSeconds;
    if (this.#quietValues < QUIET_VALUES) return this.#describe(null, null);
    this.#isOpen = false;
    fine.disarm();
    coarse.disarm();
    return this.#describe(Math.abs(this.#quietSinceSeconds), isBack ? "recovered" : "new normal");
  }

  exchange(io: StateIo): void {
    this.#isOpen = io.flag(this.#isOpen);
    this.#isCoarse = io.flag(this.#isCoarse);
    this.#isAbove = io.flag(this.#isAbove);
    this.#onsetSeconds = io.number(this.#onsetSeconds);
    this.#raisedSeconds = io.number(this.#raisedSeconds);
    this.#seen = io.number(this.#seen);
    this.#expected = io.number(this.#expected);
    this.#levelBefore = io.number(this.#levelBefore);
    this.#spreadBefore = io.number(this.#spreadBefore);
    this.#quietValues = io.number(this.#quietValues);
    this.#quietSinceSeconds = io.number(this.#quietSinceSeconds);
  }

  #open(atSeconds: number, value: number, offset: number, watch: Watch): void {
    this.#isOpen = true;
    this.#onsetSeconds = watch.onsetSeconds;
    this.#raisedSeconds = atSeconds;
    this.#isAbove = watch.isAbove;
    this.#levelBefore = watch.levelBefore;
    this.#spreadBefore = watch.spread;
    this.#seen = this.#isCoarse ? watch.recentLevel + offset : value;
    this.#expected = watch.levelBefore + offset;
    this.#quietValues = 0;
  }

  #describe(endSeconds: number | null, outcome: Episode["outcome"]): Episode {
    return {
      onsetSeconds: this.#onsetSeconds,
      raisedSeconds: this.#raisedSeconds,
      endSeconds,
      outcome,
      direction: this.#isAbove ? "above" : "below",
      seen: this.#seen,
      expected: this.#expected,
    };
  }
}
