import { useQuery } from "@tanstack/react-query";
import { hasNoServiceYet, servicesOptions } from "../features/services/services.query.ts";
import { scatterOptions, type TraceChoice } from "../features/traces/traces.query.ts";
import { useTraceList } from "../features/traces/use-trace-list.ts";
import { failureOf } from "../lib/failure.ts";
import { useStaleness } from "./staleness.ts";

/** What the traces page asks for, and what that says of the page as a whole. */
export function useTracesData(choice: TraceChoice) {
  const list = useTraceList(choice);
  const scatter = useQuery(scatterOptions(choice));
  const services = useQuery(servicesOptions());
  return {
    list,
    scatter,
    stale: useStaleness(list.query, scatter),
    /** No service has sent anything, ever. */
    empty: choice.service === undefined && hasNoServiceYet(services.data),
    /** What the server says of what was asked for, where it gave nothing at all. */
    error: !scatter.data && !list.requests ? (list.error ?? scatter.error) : null,
    failure: !scatter.data && list.error && scatter.error ? failureOf(list.error) : null,
  };
}
