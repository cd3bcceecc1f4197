import type { Selection } from "../../lib/selection.ts";
import { trpc } from "../../lib/trpc.ts";
import { heatmapFromStart, sparklinesFromStart } from "./empty-start.ts";

/** An hour in minutes, with the one that has just begun; a phone has room for fewer cells that can be told apart. */
const HEATMAP_WINDOWS = window.innerWidth < 640 ? 32 : 62;

/** An hour in pairs of minutes: as many as a sparkline has room for. */
const SPARKLINE_WINDOWS = 32;

/**
 * All endpoints at once: sorting and searching some thousand rows is quicker here than asking again. By name, so that rows which are equal in
 * what they are sorted by stand as they do in an answer, and in a file, that was sorted by the server.
 */
export function endpointStatsOptions(selection: Selection) {
  return trpc.endpoints.stats.queryOptions({ ...selection, sort: "route", order: "asc" });
}

export function sparklinesOptions(selection: Selection, endpoints: number[]) {
  return trpc.endpoints.sparklines.queryOptions(
    { ...selection, endpoints, points: SPARKLINE_WINDOWS },
    { select: endsNow(selection) ? sparklinesFromStart : undefined },
  );
}

export function slowOptions(selection: Selection, { thresholdMs, limit }: { thresholdMs: number; limit: number }) {
  return trpc.endpoints.slow.queryOptions({ ...selection, thresholdMs, limit });
}

export function hotspotsOptions(selection: Selection, limit: number) {
  return trpc.endpoints.errorHotspots.queryOptions({ ...selection, limit });
}

export function heatmapOptions(selection: Selection) {
  return trpc.endpoints.heatmap.queryOptions(
    { ...selection, maxPoints: HEATMAP_WINDOWS },
    { select: endsNow(selection) ? heatmapFromStart : undefined },
  );
}

/** A range was chosen with its bounds: it is shown with them. */
function endsNow({ period }: Selection): boolean {
  return typeof period === "string";
}
