import { emptyStart } from "../../lib/empty-start.ts";
import type { Heatmap, Sparklines } from "../../lib/trpc.ts";

/** Leaves out the windows before anything was heard of any of the endpoints' services. */
export function heatmapFromStart(heatmap: Heatmap): Heatmap {
  const begun = emptyStart(heatmap, (window) => heatmap.endpoints.some(({ requests }) => isKnown(requests[window])));
  if (begun === 0) return heatmap;
  return {
    ...heatmap,
    times: heatmap.times.slice(begun),
    endpoints: heatmap.endpoints.map((row) => ({
      ...row,
      p95Ms: row.p95Ms.slice(begun),
      requests: row.requests.slice(begun),
      serverErrors: row.serverErrors.slice(begun),
    })),
  };
}

/** The same of sparklines: all of them begin alike, so that they can be compared. */
export function sparklinesFromStart(sparklines: Sparklines): Sparklines {
  const { series, times } = sparklines;
  const begun = emptyStart(sparklines, (window) =>
    series.some(({ requestsPerSecond }) => isKnown(requestsPerSecond[window])),
  );
  if (begun === 0) return sparklines;
  return {
    ...sparklines,
    times: times.slice(begun),
    series: series.map((each) => ({
      ...each,
      requestsPerSecond: each.requestsPerSecond.slice(begun),
      p95Ms: each.p95Ms.slice(begun),
    })),
  };
}

function isKnown(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
