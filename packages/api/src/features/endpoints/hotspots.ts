import { type Coverage, coverageOf, resolveSelection, type SelectionInput } from "../../selection.ts";
import type { ApiContext } from "../../trpc.ts";
import { groupsOf, readErrorGroups } from "./query.ts";
import type { ErrorHotspot } from "./shapes.ts";
import { nameOf, readEndpoints } from "./stats.ts";

export interface HotspotsInput extends SelectionInput {
  limit: number;
  /** Groups at most for each endpoint. */
  groups: number;
}

export interface HotspotsAnswer extends Coverage {
  endpoints: ErrorHotspot[];
}

export async function endpointHotspots(ctx: ApiContext, input: HotspotsInput): Promise<HotspotsAnswer> {
  const selection = await resolveSelection(ctx, input);
  const [rollups, coverage] = await Promise.all([
    readEndpoints(ctx, selection, selection.period),
    coverageOf(ctx, selection),
  ]);
  const failing = [...rollups]
    .filter(([, merged]) => merged.status4xx + merged.status5xx > 0 || merged.errors !== undefined)
    .sort(([, a], [, b]) => b.status5xx - a.status5xx || b.status4xx - a.status4xx)
    .slice(0, input.limit);
  const groupIds = new Set(failing.flatMap(([, merged]) => [...(merged.errors?.keys() ?? [])]));
  const known = await readErrorGroups(ctx.store, [...groupIds]);
  return {
    ...coverage,
    endpoints: failing.map(([id, merged]) => ({
      ...nameOf(selection, id),
      requestCount: merged.count,
      clientErrorCount: merged.status4xx,
      serverErrorCount: merged.status5xx,
      errorRate: merged.status5xx / merged.count,
      statuses: statusesOf(merged),
      groups: groupsOf(merged, known, input.groups),
    })),
  };
}

/** Statuses from 400 up, the most frequent first. */
export function statusesOf({
  statuses,
}: {
  statuses: Map<number, number> | undefined;
}): { status: number; count: number }[] {
  return [...(statuses ?? [])].map(([status, count]) => ({ status, count })).sort((a, b) => b.count - a.count);
}
