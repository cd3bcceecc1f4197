import { type MergedRollup, type Period, readRollups } from "@vigie/storage";
import { comparedPeriod, isoTime } from "../../period.ts";
import { type Coverage, coverageOf, resolveSelection, type Selection, type SelectionInput } from "../../selection.ts";
import type { ApiContext } from "../../trpc.ts";
import type { EndpointName, EndpointStats } from "./shapes.ts";

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
export type EndpointColumn = (typeof ENDPOINT_COLUMNS)[number];

/** With fewer requests in either period a change tells of single requests. */
const COMPARED_FROM = 30;

export interface StatsInput extends SelectionInput {
  search?: string | undefined;
  sort: EndpointColumn;
  order: "asc" | "desc";
  limit?: number | undefined;
}

export interface StatsAnswer extends Coverage {
  /** What the figures are compared with; null where retention has cut it. */
  previous: { from: string; to: string } | null;
  endpoints: EndpointStats[];
}

export async function endpointStats(ctx: ApiContext, input: StatsInput): Promise<StatsAnswer> {
  const selection = await resolveSelection(ctx, input);
  const { period, nowMs } = selection;
  const compared = comparedPeriod(period, nowMs);
  const [now, before, coverage] = await Promise.all([
    readEndpoints(ctx, selection, period),
    compared ? readEndpoints(ctx, selection, compared) : new Map<number, MergedRollup>(),
    coverageOf(ctx, selection),
  ]);
  let allMs = 0;
  for (const merged of now.values()) allMs += merged.sumMs;
  const search = input.search?.toLowerCase() ?? "";
  const endpoints: EndpointStats[] = [];
  for (const [id, merged] of now) {
    const name = nameOf(selection, id);
    if (search !== "" && !`${name.method} ${name.route}`.toLowerCase().includes(search)) continue;
    const previous = compared ? before.get(id) : undefined;
    endpoints.push({
      ...statsOf(selection, { id, merged, period }),
      shareOfTime: allMs > 0 ? merged.sumMs / allMs : 0,
      previous: previous && compared ? previousOf(selection, { id, merged: previous, period: compared }) : null,
    });
  }
  endpoints.sort(comparison(input.sort, input.order));
  return {
    ...coverage,
    previous: compared ? { from: isoTime(compared.fromSeconds), to: isoTime(compared.toSeconds) } : null,
    endpoints: endpoints.slice(0, input.limit),
  };
}

/** What happened to each endpoint of the selection that had a request. */
export function readEndpoints(
  { store }: ApiContext,
  { endpoints, instanceIds }: Selection,
  period: Period,
): Promise<Map<number, MergedRollup>> {
  return readRollups(store, { kind: "endpoint", ids: [...endpoints.keys()], instanceIds, period });
}

export function nameOf({ endpoints, serviceName }: Selection, id: number): EndpointName & { id: number } {
  const endpoint = endpoints.get(id);
  return {
    id,
    service: serviceName(endpoint?.serviceId ?? 0),
    method: endpoint?.method ?? "",
    route: endpoint?.route ?? "",
  };
}

interface EndpointRollup {
  id: number;
  merged: MergedRollup;
  period: Period;
}

/** All of EndpointStats that one endpoint's own rollup says. */
export function statsOf(
  selection: Selection,
  { id, merged, period }: EndpointRollup,
): Omit<EndpointStats, "shareOfTime" | "previous"> {
  return {
    ...nameOf(selection, id),
    requestCount: merged.count,
    requestsPerSecond: merged.count / secondsOf(selection, id, period),
    avgMs: merged.sumMs / merged.count,
    p50Ms: merged.quantile(0.5),
    p95Ms: merged.quantile(0.95),
    p99Ms: merged.quantile(0.99),
    maxMs: merged.maxMs,
    clientErrorCount: merged.status4xx,
    serverErrorCount: merged.status5xx,
    abortedCount: merged.aborted,
    errorRate: merged.status5xx / merged.count,
    totalMs: merged.sumMs,
    lastSeen: isoTime(merged.lastSeconds),
  };
}

export function previousOf(selection: Selection, { id, merged, period }: EndpointRollup): EndpointStats["previous"] {
  return {
    requestCount: merged.count,
    requestsPerSecond: merged.count / secondsOf(selection, id, period),
    p95Ms: merged.quantile(0.95) ?? 0,
    errorRate: merged.status5xx / merged.count,
  };
}

export function secondsOf({ endpoints, secondsOf }: Selection, id: number, period: Period): number {
  return secondsOf(endpoints.get(id)?.serviceId ?? 0, period);
}

/** By a column, rows without a value last in either order; equal ones by name, so that the order is always the same. */
function comparison(column: EndpointColumn, order: "asc" | "desc") {
  const sign = order === "asc" ? 1 : -1;
  const name = (row: EndpointStats) => `${row.route} ${row.method} ${row.service}`;
  const byName = (a: EndpointStats, b: EndpointStats) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0);
  if (column === "route") return (a: EndpointStats, b: EndpointStats) => sign * byName(a, b);
  const valueIn = (row: EndpointStats): number | null => {
    if (column === "lastSeen") return Date.parse(row.lastSeen);
    if (column !== "change") return row[column];
    const { previous, requestCount, p95Ms } = row;
    if (previous === null || p95Ms === null || previous.p95Ms === 0) return null;
    return Math.min(requestCount, previous.requestCount) < COMPARED_FROM ? null : p95Ms / previous.p95Ms - 1;
  };
  return (a: EndpointStats, b: EndpointStats) => {
    const x = valueIn(a);
    const y = valueIn(b);
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    return sign * (x - y) || byName(a, b);
  };
}
