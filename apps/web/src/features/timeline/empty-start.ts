import { emptyStart } from "../../lib/empty-start.ts";
import type { Timeline } from "../../lib/trpc.ts";

/** Leaves out what lies before anything was ever seen. */
export function withoutEmptyStart(timeline: Timeline): Timeline {
  const { times, values, marks } = timeline;
  const series = Object.values(values);
  const begun = emptyStart(timeline, (window) => series.some((each) => (each[window] ?? null) !== null));
  const from = times[begun];
  if (from === undefined || begun === 0) return timeline;
  return {
    ...timeline,
    from: new Date(from).toISOString(),
    times: times.slice(begun),
    values: Object.fromEntries(Object.entries(values).map(([key, each]) => [key, each.slice(begun)])),
    marks: marks.filter(({ time }) => time >= from),
  };
}
