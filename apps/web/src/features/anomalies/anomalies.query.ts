import type { Period } from "../../lib/period.ts";
import { type FigureKey, trpc } from "../../lib/trpc.ts";

/** More than anybody reads at once. */
const MOST = 100;

export function anomaliesOptions(scope: { service?: string | undefined; period: Period }) {
  return trpc.anomalies.list.queryOptions({ ...scope, limit: MOST });
}

/** What was expected, at the windows of a timeline with as many points. */
export function bandsOptions(view: {
  service?: string | undefined;
  period: Period;
  figures: FigureKey[];
  maxPoints: number;
}) {
  return trpc.anomalies.bands.queryOptions(view);
}
