import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { client, trpc } from "../../lib/trpc.ts";

/** Which entries are meant. */
export interface AuditChoice {
  /** What their actions begin with: `sign-in`, `rules.`. */
  action?: string | undefined;
  actor?: string | undefined;
}

const PAGE = 100;

/** Entries page by page, the newest first. From the second page on it is no longer refreshed by itself: what one reads does not move. */
export function auditOptions({ action, actor }: AuditChoice) {
  return infiniteQueryOptions({
    queryKey: [...trpc.audit.list.pathKey(), { action, actor }],
    queryFn: ({ pageParam, signal }) =>
      client.audit.list.query({ action, actor, before: pageParam, limit: PAGE }, { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    enabled: ({ state }) => (state.data?.pages.length ?? 0) < 2,
    placeholderData: keepPreviousData,
  });
}
