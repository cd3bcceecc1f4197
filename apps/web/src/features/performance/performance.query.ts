import type { Period } from "../../lib/period.ts";
import { trpc } from "../../lib/trpc.ts";

/** As many as a sparkline as wide as half of the page has room for. */
const MOST_POINTS = 120;

export function performanceOptions(scope: { service?: string | undefined; period: Period }) {
  return trpc.performance.index.queryOptions({ ...scope, maxPoints: MOST_POINTS });
}
