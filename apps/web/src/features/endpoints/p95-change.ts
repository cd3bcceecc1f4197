import { type Change, changeOf } from "../../lib/change.ts";
import type { EndpointStats } from "../../lib/trpc.ts";

/** With fewer requests in either period the P95 is one of a few odd ones: its change would say nothing. */
const FEWEST_REQUESTS = 30;

type Compared = Pick<EndpointStats, "requestCount" | "p95Ms" | "previous">;

/** P95 against the period before; null where there were too few requests to compare. */
export function p95ChangeOf(endpoint: Compared): Change | null {
  const previous = comparable(endpoint);
  return previous && changeOf({ value: endpoint.p95Ms, previous: previous.p95Ms, unit: "ms", better: "lower" });
}

/** The same as one number to sort by: 1 is as before, 2 twice as long. */
export function p95Ratio(endpoint: Compared): number | undefined {
  const previous = comparable(endpoint);
  if (previous === null || previous.p95Ms <= 0) return undefined;
  return endpoint.p95Ms === null ? undefined : endpoint.p95Ms / previous.p95Ms;
}

function comparable({ requestCount, previous }: Compared): EndpointStats["previous"] {
  return previous && Math.min(requestCount, previous.requestCount) >= FEWEST_REQUESTS ? previous : null;
}
