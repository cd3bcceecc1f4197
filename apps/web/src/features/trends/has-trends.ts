import type { Selection } from "../../lib/selection.ts";

/**
 * Trends are of the last minutes and of all processes: beside the figures of a range that lies in the past, of one release or of one
 * instance they would tell of something else.
 */
export function hasTrends({ period, release, instance }: Selection): boolean {
  return typeof period === "string" && release === undefined && instance === undefined;
}
