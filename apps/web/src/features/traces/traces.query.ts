import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { Period } from "../../lib/period.ts";
import { client, type TraceCursor, type TraceOrder, trpc } from "../../lib/trpc.ts";

/** Which kept requests are meant, and what the list of them begins with. */
export interface TraceChoice {
  service?: string | undefined;
  query: string;
  period: Period;
  sort: TraceOrder;
}

/** Requests that are asked for at once. */
export const PAGE = 100;

/** As many points as can be told apart on a screen, and be found below a finger. */
const MOST_POINTS = 2_000;

/**
 * The list, page by page. From the second page on it is no longer refreshed by itself: what one reads does not move, and all pages would be
 * asked for again.
 */
export function traceListOptions({ service, query, period, sort }: TraceChoice) {
  return infiniteQueryOptions({
    queryKey: ["traces", { service, query, period, sort }],
    queryFn: ({ pageParam, signal }) =>
      client.traces.search.query({ service, query, period, sort, after: pageParam, limit: PAGE }, { signal }),
    initialPageParam: null as TraceCursor | null,
    getNextPageParam: ({ next }) => next,
    enabled: ({ state }) => (state.data?.pages.length ?? 0) < 2,
    placeholderData: keepPreviousData,
  });
}

export function scatterOptions({ service, query, period }: Omit<TraceChoice, "sort">) {
  return {
    ...trpc.traces.scatter.queryOptions({ service, query, period, limit: MOST_POINTS }),
    placeholderData: keepPreviousData,
  };
}
