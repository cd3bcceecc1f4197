import { queryClient, type RetentionKind, type RetentionReport, trpc } from "../../lib/trpc.ts";

/** Postgres looks at each of its files for this: asked once a minute, whatever the clock of the page says. */
const EVERY_MS = 60_000;
const LOST_EVERY_MS = 5_000;

export function retentionOptions() {
  return trpc.retention.get.queryOptions(undefined, {
    staleTime: "static",
    // What was seen when the page was last open may be hours old.
    gcTime: 0,
    refetchInterval: ({ state }) => (state.error ? LOST_EVERY_MS : EVERY_MS),
  });
}

export function renewRetention(): Promise<void> {
  return queryClient.fetchQuery({ ...retentionOptions(), staleTime: 0 }).then(
    () => {},
    // The query tells by itself.
    () => {},
  );
}

export function showRetention(report: RetentionReport): void {
  queryClient.setQueryData(trpc.retention.get.queryKey(), report);
}

/** What would be deleted. */
export function expiringOptions(days: Partial<Record<RetentionKind, number>>) {
  return trpc.retention.preview.queryOptions({ days }, { staleTime: "static", gcTime: 0 });
}
