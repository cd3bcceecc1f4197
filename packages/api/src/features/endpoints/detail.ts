import { VigieError } from "@vigie/protocol";
import { findInstances, type KnownInstance, MergedRollup, readRollups, readRollupsByInstance } from "@vigie/storage";
import type { ErrorGroup } from "../../error-groups.ts";
import { comparedPeriod } from "../../period.ts";
import { coverageOf, resolveSelection, type SelectionInput } from "../../selection.ts";
import { timeParts } from "../../time-parts.ts";
import type { ApiContext } from "../../trpc.ts";
import { statusesOf } from "./hotspots.ts";
import { groupsOf, type RequestRow, readErrorGroups, readExemplars, readStatementTexts } from "./query.ts";
import type { EndpointDetail, EndpointPart, EndpointStatement, EndpointTimeline, Exemplar } from "./shapes.ts";
import { nameOf, previousOf, statsOf } from "./stats.ts";
import { type EndpointWindows, readEndpointWindows } from "./windows.ts";

export interface DetailInput extends SelectionInput {
  service: string;
  method: string;
  route: string;
  maxPoints: number;
  exemplars: number;
}

/** Error groups shown of one endpoint at most. */
const GROUPS = 50;

/** Throws ENDPOINT_UNKNOWN beside what a selection throws. */
export async function endpointDetail(ctx: ApiContext, input: DetailInput): Promise<EndpointDetail> {
  const selection = await resolveSelection(ctx, input);
  const { period, instanceIds, nowMs } = selection;
  const endpoint = [...selection.endpoints.values()].find(
    (candidate) => candidate.method === input.method && candidate.route === input.route,
  );
  if (endpoint === undefined) throw new VigieError("ENDPOINT_UNKNOWN", { ...input });
  const of = { kind: "endpoint", ids: [endpoint.id], instanceIds } as const;
  const compared = comparedPeriod(ctx.store, period, nowMs);
  const [coverage, own, service, before, byInstance, windows, instances] = await Promise.all([
    coverageOf(ctx, selection),
    readRollups(ctx.store, { ...of, period }),
    readRollups(ctx.store, { kind: "service", ids: [endpoint.serviceId], instanceIds, period }),
    compared ? readRollups(ctx.store, { ...of, period: compared }) : undefined,
    readRollupsByInstance(ctx.store, { ...of, period }),
    readEndpointWindows(ctx, selection, { ids: [endpoint.id], maxPoints: input.maxPoints }),
    findInstances(ctx.store, { serviceIds: [endpoint.serviceId] }),
  ]);
  const merged = own.get(endpoint.id);
  const head = {
    ...coverage,
    endpoint: { ...nameOf(selection, endpoint.id), firstSeen: new Date(endpoint.firstSeen).toISOString() },
    timeline: timelineOf(windows, endpoint.id),
  };
  if (merged === undefined) return { ...head, ...NOTHING };

  const [texts, requests] = await Promise.all([
    readStatementTexts(ctx.store, [...(merged.statements?.keys() ?? [])]),
    readExemplars(ctx.store, {
      endpointId: endpoint.id,
      instanceIds,
      period,
      medianMs: merged.quantile(0.5) ?? 0,
      limit: input.exemplars,
    }),
  ]);
  const groupIds = [...(merged.errors?.keys() ?? []), ...requests.flatMap((request) => request.errorGroupId ?? [])];
  const groups = await readErrorGroups(ctx.store, [...new Set(groupIds)]);
  const previous = before?.get(endpoint.id);
  return {
    ...head,
    stats: statsOf(selection, {
      id: endpoint.id,
      merged,
      period,
      shareOfTime: shareOf(merged, service.get(endpoint.serviceId)),
      previous: compared && previousOf(selection, { id: endpoint.id, merged: previous, period: compared }),
    }),
    time: timeParts(merged),
    statuses: statusesOf(merged),
    distribution: merged.histogram
      .buckets()
      .map(({ lower, upper, count }) => ({ lowerMs: lower, upperMs: upper, count })),
    ...partsOf(instances, byInstance),
    errors: groupsOf(merged, groups, GROUPS),
    statements: statementsOf(merged, texts),
    exemplars: exemplarsOf(requests, instances, groups),
  };
}

const NOTHING = {
  stats: null,
  time: null,
  statuses: [],
  distribution: [],
  releases: [],
  instances: [],
  errors: [],
  statements: [],
  exemplars: { slowest: [], failing: [], typical: [] },
};

function shareOf(merged: MergedRollup, service: MergedRollup | undefined): number {
  return service === undefined || service.sumMs === 0 ? 0 : Math.min(1, merged.sumMs / service.sumMs);
}

function timelineOf(windows: EndpointWindows, id: number): EndpointTimeline {
  const { starts, stepSeconds, rollupAt, isKnownAt, secondsAt } = windows;
  const counted = (count: (rollup: MergedRollup) => number) =>
    starts.map((start) => {
      const rollup = rollupAt(start, id);
      return rollup ? count(rollup) : isKnownAt(start) ? 0 : null;
    });
  const measured = (measure: (rollup: MergedRollup) => number | null) =>
    starts.map((start) => {
      const rollup = rollupAt(start, id);
      return rollup ? measure(rollup) : null;
    });
  const part = (key: "ownMs" | "poolMs" | "sqlMs" | "cacheMs" | "httpMs") =>
    measured((rollup) => timeParts(rollup)[key] / rollup.count);
  const requests = counted((rollup) => rollup.count);
  return {
    stepSeconds,
    times: starts.map((start) => start * 1000),
    requestsPerSecond: requests.map((count, i) => (count === null ? null : count / secondsAt(starts[i] as number))),
    p50Ms: measured((rollup) => rollup.quantile(0.5)),
    p95Ms: measured((rollup) => rollup.quantile(0.95)),
    p99Ms: measured((rollup) => rollup.quantile(0.99)),
    clientErrors: counted((rollup) => rollup.status4xx),
    serverErrors: counted((rollup) => rollup.status5xx),
    ownMs: part("ownMs"),
    poolMs: part("poolMs"),
    sqlMs: part("sqlMs"),
    cacheMs: part("cacheMs"),
    httpMs: part("httpMs"),
  };
}

/** The endpoint by release and by instance; what says no release is left out of the releases. */
function partsOf(
  instances: readonly KnownInstance[],
  byInstance: ReadonlyMap<number, MergedRollup>,
): { releases: EndpointPart[]; instances: EndpointPart[] } {
  const group = (nameOfInstance: (instance: KnownInstance) => string) => {
    const parts = new Map<string, { merged: MergedRollup; firstSeen: string; lastSeen: string }>();
    for (const instance of instances) {
      const merged = byInstance.get(instance.id);
      const name = nameOfInstance(instance);
      if (merged === undefined || name === "") continue;
      const { firstSeen, lastSeen } = instance;
      const part = parts.get(name) ?? { merged: new MergedRollup(), firstSeen, lastSeen };
      part.merged.add(merged);
      if (firstSeen < part.firstSeen) part.firstSeen = firstSeen;
      if (lastSeen > part.lastSeen) part.lastSeen = lastSeen;
      parts.set(name, part);
    }
    return [...parts]
      .map(([name, { merged, firstSeen, lastSeen }]) => ({
        name,
        requestCount: merged.count,
        p50Ms: merged.quantile(0.5),
        p95Ms: merged.quantile(0.95),
        errorRate: merged.status5xx / merged.count,
        firstSeen,
        lastSeen,
      }))
      .sort((a, b) => (a.firstSeen < b.firstSeen ? 1 : -1));
  };
  return { releases: group((instance) => instance.release), instances: group((instance) => instance.name) };
}

function statementsOf(
  merged: MergedRollup,
  texts: ReadonlyMap<number, { fingerprint: string; text: string }>,
): EndpointStatement[] {
  return [...(merged.statements ?? [])]
    .flatMap(([id, { calls, sumMs }]) => {
      const known = texts.get(id);
      if (known === undefined) return [];
      const { fingerprint, text } = known;
      return [
        { fingerprint, text, calls, callsPerRequest: calls / merged.count, totalMs: sumMs, avgMs: sumMs / calls },
      ];
    })
    .sort((a, b) => b.totalMs - a.totalMs);
}

function exemplarsOf(
  requests: readonly RequestRow[],
  instances: readonly KnownInstance[],
  groups: ReadonlyMap<number, Omit<ErrorGroup, "count">>,
): EndpointDetail["exemplars"] {
  const instanceById = new Map(instances.map((instance) => [instance.id, instance]));
  const toExemplar = (row: RequestRow): Exemplar => {
    const instance = instanceById.get(row.instanceId);
    const group = row.errorGroupId === null ? undefined : groups.get(row.errorGroupId);
    return {
      time: row.time,
      traceId: row.traceId,
      status: row.status,
      durationMs: row.durationMs,
      aborted: row.aborted,
      instance: instance?.name ?? "",
      release: instance?.release ?? "",
      kept: row.kept,
      timeParts: timeParts({
        sumMs: row.durationMs,
        waitMs: [row.poolMs, row.sqlMs, row.cacheMs, row.httpMs],
        waitCount: null,
      }),
      error: group ? { groupId: group.id, type: group.type, place: group.place } : null,
    };
  };
  const which = (wanted: RequestRow["which"]) => requests.filter((row) => row.which === wanted).map(toExemplar);
  return { slowest: which("slowest"), failing: which("failing"), typical: which("typical") };
}
