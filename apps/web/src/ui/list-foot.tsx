import type { useInfiniteQuery } from "@tanstack/react-query";
import { failureOf } from "../lib/failure.ts";
import { figureText } from "../lib/format.ts";
import { clockText } from "../lib/time.ts";

interface ListFootProps {
  count: number;
  list: Pick<
    ReturnType<typeof useInfiniteQuery>,
    "hasNextPage" | "isFetchingNextPage" | "fetchNextPage" | "isFetchNextPageError" | "error" | "dataUpdatedAt"
  > & { data?: { pages: unknown[] } | undefined };
  onRenew: () => void;
}

/** Of a list that comes page by page: how many are shown, and how to get to those before. */
export function ListFoot({ count, list, onRenew }: ListFootProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-inner px-3 py-2 text-xs text-muted">
      <span role="status">
        {figureText(count, "count")} shown{list.hasNextPage ? "" : ", all there are"}
      </span>
      {list.isFetchNextPageError && (
        <span role="alert" className="text-critical">
          {failureOf(list.error).message}
        </span>
      )}
      {list.hasNextPage && (
        <button
          type="button"
          className="control"
          aria-disabled={list.isFetchingNextPage}
          onClick={() => !list.isFetchingNextPage && void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? "…" : "Show more"}
        </button>
      )}
      {(list.data?.pages.length ?? 0) > 1 && (
        <span>
          As of {clockText(list.dataUpdatedAt)}, not refreshed by itself.{" "}
          <button type="button" className="text-accent underline" onClick={onRenew}>
            Begin anew
          </button>
        </span>
      )}
    </div>
  );
}
