import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { PAGE, type TraceChoice, traceListOptions } from "./traces.query.ts";

/**
 * The kept requests that were found so far. A search that takes long answers in parts: they are asked for until there is a page to show, or
 * somebody stops it.
 */
export function useTraceList(choice: TraceChoice) {
  const options = traceListOptions(choice);
  const list = useInfiniteQuery(options);
  const client = useQueryClient();
  const key = JSON.stringify(options.queryKey);
  const [asked, setAsked] = useState({ key, wanted: PAGE, isStopped: false });
  // What was asked of another search does not hold for this one.
  const { wanted, isStopped } = asked.key === key ? asked : { wanted: PAGE, isStopped: false };

  const requests = list.data?.pages.flatMap((page) => page.requests);
  const last = list.data?.pages.at(-1);
  const isShort = requests !== undefined && requests.length < wanted;
  const { hasNextPage, isFetching, isFetchNextPageError, isPlaceholderData, fetchNextPage } = list;
  const goesOn = isShort && hasNextPage && !isPlaceholderData && !isStopped && !isFetchNextPageError;

  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);

  const ask = (patch: { wanted?: number; isStopped?: boolean }) =>
    setAsked({ key, wanted, isStopped: false, ...patch });

  return {
    requests,
    coverage: list.data?.pages[0]?.coverage,
    /** What the search may have meant instead; those of another search are not this one's. */
    hints: (!isPlaceholderData && list.data?.pages[0]?.hints) || [],
    busy: isPlaceholderData,
    /** Why there is nothing at all. */
    error: list.data ? null : list.error,
    /** Why there is no more than there is. */
    moreFailure: isFetchNextPageError ? failureOf(list.error) : null,
    /** Of the period, 0–1; null when nothing is being looked for. */
    searched: goesOn || (list.isFetchingNextPage && isShort) ? (last?.share ?? 0) : null,
    isStopped: isStopped && isShort && hasNextPage,
    hasMore: hasNextPage,
    /** Share of the period, from its end on, that the search came to and will not go beyond by itself; null when that is all of it. */
    cutAt: last && !last.done && last.share < 1 && !(isShort && hasNextPage) ? last.share : null,
    isFetchingMore: list.isFetchingNextPage,
    /** It is no longer refreshed by itself. */
    isHeld: (list.data?.pages.length ?? 0) > 1,
    updatedAt: list.dataUpdatedAt,
    stop: () => ask({ isStopped: true }),
    goOn: () => {
      ask({});
      if (isFetchNextPageError) void fetchNextPage();
    },
    loadMore: () => {
      ask({ wanted: (requests?.length ?? 0) + PAGE });
      if (isFetchNextPageError) void fetchNextPage();
    },
    renew: () => {
      setAsked({ key, wanted: PAGE, isStopped: false });
      void client.resetQueries({ queryKey: options.queryKey });
    },
    /** For the line that says that figures are old. */
    query: { data: list.data, error: isFetchNextPageError ? null : list.error, dataUpdatedAt: list.dataUpdatedAt },
  };
}
