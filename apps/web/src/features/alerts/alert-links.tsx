import { Link } from "@tanstack/react-router";
import { endpointAddress } from "../../lib/endpoint-address.ts";
import { endpointQuery } from "../../lib/endpoint-query.ts";
import { rangeOf } from "../../lib/period.ts";
import type { Alert } from "../../lib/trpc.ts";

/** Before and after the time in which it held: what led to it is of interest, too. */
const MARGIN_MS = 5 * 60_000;

const WAY = "control inline-flex items-center text-accent!";

/** Where to look next: the endpoint, what was logged, and single requests, all of the time of the alert. */
export function AlertLinks({ alert }: { alert: Alert }) {
  const { labels, since, resolvedAt, rule } = alert;
  const { service, method, route, release } = labels;
  const range = rangeOf(
    Date.parse(since) - MARGIN_MS,
    resolvedAt === null ? Date.now() : Date.parse(resolvedAt) + MARGIN_MS,
  );
  const at = { ...range, service, period: undefined };
  const endpoint = service && method && route ? { service, method, route } : null;
  const query = endpoint ? endpointQuery(endpoint) : undefined;
  return (
    <nav aria-label="Where to look next" className="flex flex-wrap gap-2">
      {endpoint && (
        <Link
          to="/endpoint"
          search={({ refresh }) => ({ ...endpointAddress({ ...at, release, refresh }, endpoint) })}
          className={WAY}
        >
          Endpoint
        </Link>
      )}
      {service !== undefined && !endpoint && (
        <Link to="/endpoints" search={({ refresh }) => ({ ...at, release, refresh })} className={WAY}>
          Endpoints
        </Link>
      )}
      <Link
        to="/logs"
        search={({ refresh }) => ({
          ...at,
          refresh,
          query: rule.metric.kind === "logs" ? rule.metric.query || undefined : query,
        })}
        className={WAY}
      >
        Logs of that time
      </Link>
      {service !== undefined && (
        <Link to="/traces" search={({ refresh }) => ({ ...at, refresh, query })} className={WAY}>
          Traces
        </Link>
      )}
      <Link to="/" search={({ refresh }) => ({ ...at, refresh })} className={WAY}>
        Overview
      </Link>
    </nav>
  );
}
