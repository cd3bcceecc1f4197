import type { Period } from "@vigie/storage";

/** Windows of ten seconds are kept for two hours; so much of it is certain. */
const FINE_SECONDS = 6_300;
/** Of what was before, minutes are looked at, up to a day back: what is older says little about now. */
const LONGEST_SECONDS = 86_400;
/** Read at once: bounds memory, and lets others come in between. */
const WINDOWS_AT_ONCE = 12;

/** How far back the first detectors begin: they know the series sooner. */
export const START_BACK_SECONDS = FINE_SECONDS;

export interface WindowRange {
  period: Period;
  stepSeconds: 10 | 60;
}

/** What is to be looked at from `fromSeconds` until `toSeconds`, both whole ten seconds: in the finest windows that are kept. Nothing where the clock went back. */
export function* catchUpRanges(fromSeconds: number, toSeconds: number): Generator<WindowRange> {
  const fineFrom = wholeMinute(toSeconds - FINE_SECONDS);
  const from = Math.max(fromSeconds, wholeMinute(toSeconds - LONGEST_SECONDS));
  yield* ranges(wholeMinute(from), Math.min(fineFrom, toSeconds), 60);
  yield* ranges(Math.max(from, fineFrom), toSeconds, 10);
}

function* ranges(fromSeconds: number, toSeconds: number, stepSeconds: 10 | 60): Generator<WindowRange> {
  const width = WINDOWS_AT_ONCE * stepSeconds;
  for (let from = fromSeconds; from < toSeconds; from += width)
    yield { period: { fromSeconds: from, toSeconds: Math.min(from + width, toSeconds) }, stepSeconds };
}

function wholeMinute(seconds: number): number {
  return Math.ceil(seconds / 60) * 60;
}
