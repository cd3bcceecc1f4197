import { useQuery } from "@tanstack/react-query";
import { hasNoServiceYet, ITSELF, servicesOptions } from "../features/services/services.query.ts";
import { scatterOptions, type TraceChoice } from "../features/traces/traces.query.ts";
import { useTraceList } from "../features/traces/use-trace-list.ts";
import { failureOf } from "../lib/failure.ts";
import type { Service } from "../lib/trpc.ts";
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
    /** When the first of the services was first heard of, ms; null where that is not known. */
    begunAt: begunAt(services.data, choice.service),
    /** No service has sent anything, ever. */
    empty: choice.service === undefined && hasNoServiceYet(services.data),
    /** What the server says of what was asked for, where it gave nothing at all. */
    error: !scatter.data && !list.requests ? (list.error ?? scatter.error) : null,
    failure: !scatter.data && list.error && scatter.error ? failureOf(list.error) : null,
  };
}

function begunAt(services: readonly Service[] | undefined, name: string | undefined): number | null {
  // Of all services, Vigie itself is none.
  const chosen = (services ?? []).filter((service) =>
    name === undefined ? service.name !== ITSELF : service.name === name,
  );
  return chosen.length > 0 ? Math.min(...chosen.map(({ firstSeen }) => Date.parse(firstSeen))) : null;
}
