/** A chart narrower than this would make a few windows look like a history. */
const SHORTEST_MS = 5 * 60_000;
/** The same of long windows: one of a day would fill the whole chart. */
const FEWEST_WINDOWS = 5;

interface Windows {
  /** Starts of the windows, ms. */
  times: readonly number[];
  /** End of the last one, ISO 8601. */
  to: string;
}

/**
 * How many windows lie before anything was ever seen: a Vigie that began ten minutes ago shows these ten minutes, not an hour of
 * emptiness with a speck at its end. Gaps after the first that `isKnown` stay.
 */
export function emptyStart({ times, to }: Windows, isKnown: (window: number) => boolean): number {
  const latest = Date.parse(to) - SHORTEST_MS;
  const begun = times.findIndex((time, window) => time >= latest || isKnown(window));
  return Math.max(0, Math.min(begun, times.length - FEWEST_WINDOWS));
}
