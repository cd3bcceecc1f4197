import type { Length } from "./period.ts";
import type { Refresh } from "./refresh.ts";
import type { TraceOrder } from "./trpc.ts";

/** What a trace's page keeps of the view that it is opened from: what leads back to the list. */
interface Kept {
  service?: string | undefined;
  period?: Length | undefined;
  from?: string | undefined;
  to?: string | undefined;
  refresh?: Refresh | undefined;
  query?: string | undefined;
  first?: TraceOrder | undefined;
}

/** Search parameters of `/traces/…`: the list that it was opened from; the step that is open in another trace is none of this one. */
export function traceAddress(old: Kept): Kept {
  const { service, period, from, to, refresh, query, first } = old;
  return { service, period, from, to, refresh, query, first };
}
