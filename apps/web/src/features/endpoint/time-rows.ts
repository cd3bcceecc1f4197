import { TIME_PART_NAMES } from "../../lib/time-parts.ts";
import type { EndpointDetail } from "../../lib/trpc.ts";

type TimeParts = NonNullable<EndpointDetail["time"]>;

export interface TimeRow {
  name: string;
  msPerRequest: number;
  /** Of the time of all requests, 0–1. */
  share: number;
  /** Waits of this kind per request; null for own code, which is what no wait accounts for. */
  callsPerRequest: number | null;
}

/** Where the time of a request went, in the order of the bar. */
export function timeRows(time: TimeParts, requestCount: number): TimeRow[] {
  const parts: [number, number | null][] = [
    [time.ownMs, null],
    [time.poolMs, time.poolCount],
    [time.sqlMs, time.sqlCount],
    [time.cacheMs, time.cacheCount],
    [time.httpMs, time.httpCount],
  ];
  const whole = parts.reduce((sum, [ms]) => sum + ms, 0);
  const requests = Math.max(1, requestCount);
  return parts.map(([ms, count], at) => ({
    name: TIME_PART_NAMES[at] ?? "",
    msPerRequest: ms / requests,
    share: whole > 0 ? ms / whole : 0,
    callsPerRequest: count === null ? null : count / requests,
  }));
}
