import { useQuery } from "@tanstack/react-query";
import { DEFAULT_CAPACITY } from "../features/logs/capacities.ts";
import { totalOf, totalsOf } from "../features/logs/level-counts.ts";
import { useLevelCounts } from "../features/logs/use-level-counts.ts";
import { useLiveLogs } from "../features/logs/use-live-logs.ts";
import { useLogSearch } from "../features/logs/use-log-search.ts";
import { lossesOptions } from "../features/losses/losses.query.ts";
import { searchProblemOf } from "../features/search/search-problem.ts";
import { traceOf } from "../features/search/terms.ts";
import { countServices, servicesOptions } from "../features/services/services.query.ts";
import { boundsOf } from "../lib/period.ts";
import { periodOf, type View } from "./view.ts";

/** Lines from before a stream begins; those of one request are wanted whole. */
const LAST = 50;
const LAST_OF_TRACE = 500;

/** What the logs page asks for: a stream while it follows, else a search with its counts. */
export function useLogsData(view: View) {
  const { service, query = "", live = false, around } = view;
  const period = periodOf(view);
  const choice = { service, query, period };
  const searched = !live && around === undefined;
  const { feed, connection } = useLiveLogs({
    service,
    query,
    capacity: view.keep ?? DEFAULT_CAPACITY,
    last: traceOf(query) === null ? LAST : LAST_OF_TRACE,
    enabled: live,
  });
  const search = useLogSearch(choice, searched);
  const counted = useLevelCounts(choice, search.startedAt, searched && search.startedAt > 0);
  const losses = useQuery(lossesOptions({ service, period }));
  const services = useQuery(servicesOptions());
  const error = live ? connection.error : search.error;

  return {
    feed,
    connection,
    search,
    counted,
    /** Of the axis of the counts, ms. */
    bounds: boundsOf(period, search.startedAt || Date.now()),
    cancel: () => {
      search.cancel();
      counted.cancel();
    },
    /** Matches of the period; null while they are not all counted. */
    total: counted.counts.done && !counted.isOld ? totalOf(totalsOf(counted.counts)) : null,
    problem: searchProblemOf(error),
    losses: losses.data?.filter(({ what }) => what === "logs"),
    /** Whether lines of several services stand beside each other. */
    severalServices: service === undefined && countServices(services.data) > 1,
  };
}
