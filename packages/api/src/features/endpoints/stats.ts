import { type MergedRollup, type Period, readRollupPeriods, readRollups, readStaleMarks } from "@vigie/storage";
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
  // As few statements after one another as can be: each costs as much as what most of them read.
  const [selection, stale] = await Promise.all([resolveSelection(ctx, input), readStaleMarks(ctx.store)]);
  const { period, nowMs, endpoints: known, instanceIds } = selection;
  const compared = comparedPeriod(ctx.store, period, nowMs);
  const of = { kind: "endpoint", ids: [...known.keys()], instanceIds } as const;
  const [[now = new Map<number, MergedRollup>(), before], coverage] = await Promise.all([
    readRollupPeriods(ctx.store, { ...of, periods: compared ? [period, compared] : [period] }, stale),
    coverageOf(ctx, selection, stale),
  ]);
  let allMs = 0;
  for (const merged of now.values()) allMs += merged.sumMs;
  const search = input.search?.toLowerCase() ?? "";
  const endpoints: EndpointStats[] = [];
  for (const [id, merged] of now) {
    const { method, route } = nameOf(selection, id);
    if (search !== "" && !`${method} ${route}`.toLowerCase().includes(search)) continue;
    const shareOfTime = allMs > 0 ? merged.sumMs / allMs : 0;
    const previous = compared && previousOf(selection, { id, merged: before?.get(id), period: compared });
    endpoints.push(statsOf(selection, { id, merged, period, shareOfTime, previous }));
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
): Promise<ReadonlyMap<number, MergedRollup>> {
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
  shareOfTime: number;
  previous: EndpointStats["previous"];
}

/** Written out, because copying objects of so many fields took as long as all else about them. */
export function statsOf(
  selection: Selection,
  { id, merged, period, shareOfTime, previous }: EndpointRollup,
): EndpointStats {
  const { service, method, route } = nameOf(selection, id);
  const [p50Ms = null, p95Ms = null, p99Ms = null] = merged.quantiles([0.5, 0.95, 0.99]);
  return {
    id,
    service,
    method,
    route,
    requestCount: merged.count,
    requestsPerSecond: merged.count / secondsOf(selection, id, period),
    avgMs: merged.sumMs / merged.count,
    p50Ms,
    p95Ms,
    p99Ms,
    maxMs: merged.maxMs,
    clientErrorCount: merged.status4xx,
    serverErrorCount: merged.status5xx,
    abortedCount: merged.aborted,
    errorRate: merged.status5xx / merged.count,
    totalMs: merged.sumMs,
    shareOfTime,
    lastSeen: isoTime(merged.lastSeconds),
    previous,
  };
}

/** Null where there was no request. */
export function previousOf(
  selection: Selection,
  { id, merged, period }: { id: number; merged: MergedRollup | undefined; period: Period },
): EndpointStats["previous"] {
  if (merged === undefined) return null;
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
