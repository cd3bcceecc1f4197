import type { EndpointDetail, EndpointName, TimeParts } from "@vigie/api";
import { type AlertInput, alertTable } from "./alert-table.ts";
import { logTable, type TraceInput, traceTable } from "./search-tables.ts";
import type { Caller, Query, Row, Table } from "./table.ts";

type Endpoints = Caller["endpoints"];

/** The tables that can be taken home, under the names that stand in the address. Each asks the procedure that the page asks. */
export const TABLES: Record<string, (caller: Caller, query: Query) => Promise<Table>> = {
  async endpoints({ endpoints }, query) {
    const { search, sort, order } = query;
    const answer = await endpoints.stats({ ...selection(query), search, sort, order } as StatsInput);
    const rows = answer.endpoints.map(({ previous, ...row }) => ({
      ...row,
      previousRequestCount: previous?.requestCount ?? null,
      previousRequestsPerSecond: previous?.requestsPerSecond ?? null,
      previousP95Ms: previous?.p95Ms ?? null,
      previousErrorRate: previous?.errorRate ?? null,
    }));
    return { ...answer, rows };
  },

  async slow({ endpoints }, query) {
    const answer = await endpoints.slow({ ...selection(query), thresholdMs: number(query.thresholdMs), limit: 1_000 });
    const rows = answer.endpoints.map(({ time, ...row }) => ({ ...row, thresholdMs: answer.thresholdMs, ...time }));
    return { ...answer, rows };
  },

  async errors({ endpoints }, query) {
    const answer = await endpoints.errorHotspots({ ...selection(query), limit: 1_000, groups: 50 });
    return { ...answer, rows: answer.endpoints.flatMap(errorRows) };
  },

  async heatmap({ endpoints }, query) {
    const answer = await endpoints.heatmap({ ...selection(query), limit: 1_000 });
    return { ...answer, rows: heatmapRows(answer) };
  },

  async requests({ endpoints }, query) {
    const answer = await endpoints.get({ ...selection(query), ...nameIn(query), exemplars: 100 });
    return { ...answer, rows: requestRows(answer) };
  },

  async timeline({ endpoints }, query) {
    const answer = await endpoints.get({ ...selection(query), ...nameIn(query), maxPoints: 500 });
    return { ...answer, rows: timelineRows(answer) };
  },

  logs: ({ logs }, query) => logTable(logs, { ...selection(query), query: query.query ?? "" }),

  alerts({ alerts }, query) {
    const { service, period } = selection(query);
    const severity = query.severity as AlertInput["severity"];
    return alertTable(alerts, { service, period, severity, rule: number(query.rule) });
  },

  traces({ traces }, query) {
    const sort = query.sort as TraceInput["sort"];
    return traceTable(traces, { ...selection(query), query: query.query ?? "", sort });
  },
};

type StatsInput = Parameters<Endpoints["stats"]>[0];
type Period = StatsInput["period"];

function selection({ service, release, instance, period, from, to }: Query) {
  const asked = from !== undefined || to !== undefined ? { from: from ?? "", to: to ?? "" } : (period ?? "1h");
  return { service, release, instance, period: asked as Period };
}

function nameIn({ service = "", method = "", route = "" }: Query): EndpointName {
  return { service, method, route };
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

type Hotspot = Awaited<ReturnType<Endpoints["errorHotspots"]>>["endpoints"][number];

/** One row for each error group of the endpoint; one without a group where none is known. */
function errorRows({ groups, statuses, ...endpoint }: Hotspot): Row[] {
  const row = { ...endpoint, statuses: statuses.map(({ status, count }) => `${status}: ${count}`).join(", ") };
  const none = {
    groupId: null,
    type: null,
    place: null,
    groupCount: null,
    state: null,
    firstSeen: null,
    lastSeen: null,
  };
  if (groups.length === 0) return [{ ...row, ...none, releases: null, message: null, traceId: null }];
  return groups.map(({ id, type, place, count, state, firstSeen, lastSeen, releases, sample }) => ({
    ...row,
    groupId: id,
    type,
    place,
    groupCount: count,
    state,
    firstSeen,
    lastSeen,
    releases: releases.join(", "),
    message: sample?.message ?? null,
    traceId: sample?.traceId ?? null,
  }));
}

function* heatmapRows({ endpoints, times }: Awaited<ReturnType<Endpoints["heatmap"]>>): Iterable<Row> {
  for (const { service, method, route, requests, p95Ms, serverErrors } of endpoints) {
    for (const [i, time] of times.entries()) {
      yield {
        service,
        method,
        route,
        time: new Date(time).toISOString(),
        requestCount: requests[i] ?? null,
        p95Ms: p95Ms[i] ?? null,
        serverErrorCount: serverErrors[i] ?? null,
      };
    }
  }
}

function* requestRows({ endpoint, exemplars }: EndpointDetail): Iterable<Row> {
  const { service, method, route } = endpoint;
  for (const [list, requests] of Object.entries(exemplars)) {
    for (const { timeParts, error, ...request } of requests) {
      const { ownMs, poolMs, sqlMs, cacheMs, httpMs }: TimeParts = timeParts;
      yield {
        list,
        service,
        method,
        route,
        ...request,
        ownMs,
        poolMs,
        sqlMs,
        cacheMs,
        httpMs,
        error: error?.type ?? null,
      };
    }
  }
}

function* timelineRows({ endpoint, timeline }: EndpointDetail): Iterable<Row> {
  const { service, method, route } = endpoint;
  const { times, stepSeconds, ...series } = timeline;
  for (const [i, time] of times.entries()) {
    const values = Object.fromEntries(Object.entries(series).map(([name, list]) => [name, list[i] ?? null]));
    yield { service, method, route, time: new Date(time).toISOString(), stepSeconds, ...values };
  }
}
