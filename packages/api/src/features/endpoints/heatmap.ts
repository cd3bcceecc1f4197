import { type Coverage, coverageOf, resolveSelection, type SelectionInput } from "../../selection.ts";
import type { ApiContext } from "../../trpc.ts";
import type { HeatmapRow } from "./shapes.ts";
import { nameOf, readEndpoints } from "./stats.ts";
import { readEndpointWindows } from "./windows.ts";

export interface HeatmapInput extends SelectionInput {
  limit: number;
  maxPoints: number;
}

export interface HeatmapAnswer extends Coverage {
  stepSeconds: number;
  /** Starts of the windows, milliseconds since the epoch. */
  times: number[];
  /** The one with the most time first. */
  endpoints: HeatmapRow[];
}

export async function endpointHeatmap(ctx: ApiContext, input: HeatmapInput): Promise<HeatmapAnswer> {
  const selection = await resolveSelection(ctx, input);
  const [rollups, coverage] = await Promise.all([
    readEndpoints(ctx, selection, selection.period),
    coverageOf(ctx, selection),
  ]);
  const ranked = [...rollups].sort(([, a], [, b]) => b.sumMs - a.sumMs).slice(0, input.limit);
  const ids = ranked.map(([id]) => id);
  const windows = await readEndpointWindows(ctx, selection, { ids, maxPoints: input.maxPoints });
  const { starts, stepSeconds, rollupAt, isKnownAt } = windows;
  return {
    ...coverage,
    stepSeconds,
    times: starts.map((start) => start * 1000),
    endpoints: ranked.map(([id, merged]) => ({
      ...nameOf(selection, id),
      requestCount: merged.count,
      p95Ms: starts.map((start) => rollupAt(start, id)?.quantile(0.95) ?? null),
      requests: starts.map((start) => (isKnownAt(start) ? (rollupAt(start, id)?.count ?? 0) : null)),
      serverErrors: starts.map((start) => (isKnownAt(start) ? (rollupAt(start, id)?.status5xx ?? 0) : null)),
    })),
  };
}
