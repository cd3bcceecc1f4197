import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { Period } from "../../lib/period.ts";
import { type AlertCursor, client, type Severity, trpc } from "../../lib/trpc.ts";

export function alertsOptions(view: { service?: string | undefined }) {
  return { ...trpc.alerts.list.queryOptions(view), placeholderData: keepPreviousData };
}

export function alertOptions(id: number) {
  return trpc.alerts.get.queryOptions({ id });
}

/** Which alerts of the past are meant. */
export interface HistoryChoice {
  service?: string | undefined;
  period: Period;
  severity?: Severity | undefined;
  rule?: number | undefined;
}

const PAGE = 50;

/**
 * Alerts of a period, page by page. From the second page on it is no longer refreshed by itself: what one reads does not move, and all pages
 * would be asked for again.
 */
export function historyOptions({ service, period, severity, rule }: HistoryChoice) {
  const choice = { service, period, severity, rule };
  return infiniteQueryOptions({
    // Below the path of all alerts, so that what changes one of them renews this, too.
    queryKey: [...trpc.alerts.history.pathKey(), choice],
    queryFn: ({ pageParam, signal }) =>
      client.alerts.history.query({ ...choice, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: null as AlertCursor | null,
    getNextPageParam: ({ next }) => next,
    enabled: ({ state }) => (state.data?.pages.length ?? 0) < 2,
    placeholderData: keepPreviousData,
  });
}
