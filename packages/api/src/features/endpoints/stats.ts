import type { PeriodInput } from "../../period.ts";
import type { ApiContext } from "../../trpc.ts";
import type { Coverage, EndpointStats } from "./shapes.ts";

export const ENDPOINT_COLUMNS = [
  "route",
  "requestCount",
  "requestsPerSecond",
  "avgMs",
  "p50Ms",
  "p95Ms",
  "p99Ms",
  "maxMs",
  "clientErrorCount",
  "serverErrorCount",
  "errorRate",
  "totalMs",
  "shareOfTime",
  "lastSeen",
  "change",
] as const;

export interface Selection {
  service?: string | undefined;
  release?: string | undefined;
  instance?: string | undefined;
  period: PeriodInput;
}

export async function endpointStats(
  _ctx: ApiContext,
  _input: Selection,
): Promise<Coverage & { previous: { from: string; to: string } | null; endpoints: EndpointStats[] }> {
  throw new Error("not there yet");
}
