import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
  endpointStatsOptions,
  heatmapOptions,
  hotspotsOptions,
  slowOptions,
} from "../features/endpoints/endpoints.query.ts";
import { lossesOptions } from "../features/losses/losses.query.ts";
import { hasNoServiceYet, servicesOptions } from "../features/services/services.query.ts";
import { useEndpointTrends } from "../features/trends/use-endpoint-trends.ts";
import { failureOf } from "../lib/failure.ts";
import type { Selection } from "../lib/selection.ts";
import { useStaleness } from "./staleness.ts";

/** Rows of the slow panel and of that of the errors. */
const WORST = 10;

/** What the endpoints page asks for, and what that says of the page as a whole. */
export function useEndpointsData(selection: Selection, thresholdMs: number) {
  // What was shown stays, without its colour, until the new period is there: nothing jumps.
  const kept = { placeholderData: keepPreviousData };
  const stats = useQuery({ ...endpointStatsOptions(selection), ...kept });
  const slow = useQuery({ ...slowOptions(selection, { thresholdMs, limit: WORST }), ...kept });
  const hotspots = useQuery({ ...hotspotsOptions(selection, WORST), ...kept });
  const heatmap = useQuery({ ...heatmapOptions(selection), ...kept });
  const losses = useQuery(lossesOptions({ service: selection.service, period: selection.period }));
  const services = useQuery(servicesOptions());
  const trends = useEndpointTrends(selection, "api.p95Ms");
  const all = [stats, slow, hotspots, heatmap];
  const stale = useStaleness(...all);

  return {
    stats,
    slow,
    hotspots,
    heatmap,
    losses,
    services,
    trends,
    stale,
    /** No service has sent anything, ever. */
    empty: selection.service === undefined && hasNoServiceYet(services.data),
    /** Why there is nothing to show at all: told once instead of in every panel. */
    failure: all.every(({ data, error }) => !data && error) ? failureOf(stats.error) : null,
  };
}
