/** Steps at which rollups are stored, seconds, finest first. Each divides the next. */
export const STEPS = [10, 60, 600, 3600, 21600, 86400] as const;

export type Step = (typeof STEPS)[number];

/** `[fromSeconds, toSeconds)`, whole windows of `step`. */
export interface StepRange {
  step: Step;
  fromSeconds: number;
  toSeconds: number;
}

const DAY = 86_400;
/** Each is at most six windows of a stored step. */
const LADDER = [10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200];

/** Start of the window `[start, start + step)` that holds a moment, both in seconds since 1970 UTC. */
export function windowStart(seconds: number, step: number): number {
  return Math.floor(seconds / step) * step;
}

/**
 * The step, in seconds, at which to draw a period: the smallest of 10, 20, 30 s, 1, 2, 5, 10, 30 min, 1, 2, 3, 6,
 * 12 h and any number of whole days that gives at most `maxPoints` windows. Windows cut by either end of the period
 * count as points. Throws RangeError when `maxPoints` is below 2, since a period may straddle a window of any length.
 */
export function displayStep(period: { fromSeconds: number; toSeconds: number; maxPoints: number }): number {
  const { fromSeconds, toSeconds, maxPoints } = period;
  if (!(maxPoints >= 2)) throw new RangeError(`maxPoints ${maxPoints} is below 2`);
  if (!Number.isFinite(toSeconds - fromSeconds)) throw new RangeError("the period is not finite");
  const fits = (step: number) => Math.ceil(toSeconds / step) - Math.floor(fromSeconds / step) <= maxPoints;
  const step = LADDER.find(fits);
  if (step !== undefined) return step;
  let days = Math.max(1, Math.floor((toSeconds - fromSeconds) / DAY / maxPoints));
  while (!fits(days * DAY)) days++;
  return days * DAY;
}

/**
 * The step to read a display step from: the coarsest stored one that divides it. Throws RangeError when none does,
 * which cannot happen with an answer of `displayStep`.
 */
export function storageStep(displayStepSeconds: number): Step {
  const step = STEPS.findLast((candidate) => displayStepSeconds % candidate === 0);
  if (step === undefined || displayStepSeconds <= 0) {
    throw new RangeError(`step ${displayStepSeconds} is not a positive multiple of ${STEPS[0]} s`);
  }
  return step;
}

/**
 * Cuts a period into ranges to read, in time order and without gaps, of the coarsest step possible everywhere: so it
 * reads the fewest windows. Neighbouring windows of one step are one range.
 *
 * A window of a coarser step is used when it lies wholly inside the period and `isStale(step, start)` is false. Stale
 * means that it does not (yet) contain all that its finer windows contain; then these are looked at in turn. The
 * caller guarantees that a window is stale whenever a finer one inside it is: this function does not look below a
 * window that it may use. The finest of `steps` is the truth and is never asked about.
 *
 * It asks once per coarse window inside the period and then only below the stale ones and at the two edges: 30 days
 * cost at most 30 + 2 × (3 + 5 + 5 + 9) questions when nothing is stale, and 4 more for each stale day.
 *
 * Throws RangeError when the ends are not multiples of the finest step or in the wrong order, or when `steps` is empty
 * or not ascending with each dividing the next.
 */
export function tilePeriod(period: {
  fromSeconds: number;
  toSeconds: number;
  /** Stored steps to use, finest first. */
  steps?: readonly Step[];
  isStale: (step: Step, windowStartSeconds: number) => boolean;
}): StepRange[] {
  const { fromSeconds, toSeconds, steps = STEPS, isStale } = period;
  const finest = steps[0];
  if (finest === undefined) throw new RangeError("no steps");
  if (steps.some((step, i) => i > 0 && (step <= (steps[i - 1] as Step) || step % (steps[i - 1] as Step) !== 0))) {
    throw new RangeError(`steps ${steps.join(", ")} do not ascend with each dividing the next`);
  }
  // Written so that NaN and infinities fail too.
  if (!(fromSeconds % finest === 0 && toSeconds % finest === 0 && fromSeconds <= toSeconds)) {
    throw new RangeError(`[${fromSeconds}, ${toSeconds}) is not a period of whole ${finest} s windows`);
  }

  const ranges: StepRange[] = [];
  const add = (step: Step, from: number, to: number) => {
    const last = ranges.at(-1);
    if (last?.step === step) last.toSeconds = to;
    else ranges.push({ step, fromSeconds: from, toSeconds: to });
  };
  const cover = (level: number, from: number, to: number) => {
    if (from >= to) return;
    const step = steps[level] as Step;
    if (level === 0) return add(step, from, to);
    const first = Math.ceil(from / step) * step;
    const last = Math.floor(to / step) * step;
    if (first >= last) return cover(level - 1, from, to);
    cover(level - 1, from, first);
    for (let start = first; start < last; start += step) {
      if (isStale(step, start)) cover(level - 1, start, start + step);
      else add(step, start, start + step);
    }
    cover(level - 1, last, to);
  };
  cover(steps.length - 1, fromSeconds, toSeconds);
  return ranges;
}
