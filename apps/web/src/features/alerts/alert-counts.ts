import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../lib/trpc.ts";

/** How many alerts are open, of all services, by severity; undefined while that is not known. */
export function useAlertCounts() {
  const query = useQuery(trpc.alerts.counts.queryOptions());
  return { counts: query.data, query };
}
