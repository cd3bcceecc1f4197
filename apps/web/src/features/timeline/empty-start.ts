import type { Timeline } from "../../lib/trpc.ts";

/** A chart narrower than this would make a few windows look like a history. */
const SHORTEST_MS = 5 * 60_000;

/**
 * Leaves out what lies before anything was ever seen: a Vigie that began ten minutes ago shows these ten minutes, not
 * an hour of emptiness with a speck at its end. Gaps between values stay.
 */
export function withoutEmptyStart(timeline: Timeline): Timeline {
  const { times, values } = timeline;
  const series = Object.values(values);
  const to = Date.parse(timeline.to);
  const begun = times.findIndex(
    (time, index) => time >= to - SHORTEST_MS || series.some((each) => (each[index] ?? null) !== null),
  );
  const from = times[begun];
  if (from === undefined || begun === 0) return timeline;
  return {
    ...timeline,
    from: new Date(from).toISOString(),
    times: times.slice(begun),
    values: Object.fromEntries(Object.entries(values).map(([key, each]) => [key, each.slice(begun)])),
    marks: timeline.marks.filter(({ time }) => time >= from),
  };
}
