import { type Coverage, coverageOf, resolveSelection, type SelectionInput } from "../../selection.ts";
import { timeParts } from "../../time-parts.ts";
import type { ApiContext } from "../../trpc.ts";
import type { SlowEndpoint } from "./shapes.ts";
import { nameOf, readEndpoints, secondsOf } from "./stats.ts";

export interface SlowInput extends SelectionInput {
  thresholdMs: number;
  limit: number;
}

export interface SlowAnswer extends Coverage {
  thresholdMs: number;
  endpoints: SlowEndpoint[];
}

export async function slowEndpoints(ctx: ApiContext, input: SlowInput): Promise<SlowAnswer> {
  const selection = await resolveSelection(ctx, input);
  const { period } = selection;
  const [rollups, coverage] = await Promise.all([readEndpoints(ctx, selection, period), coverageOf(ctx, selection)]);
  const endpoints: SlowEndpoint[] = [];
  for (const [id, merged] of rollups) {
    // The largest duration is known exactly: no bucket says that there is one above the threshold when there is none.
    if (merged.maxMs <= input.thresholdMs) continue;
    const { count, excess } = merged.histogram.sumAbove(input.thresholdMs);
    const slowCount = Math.max(1, Math.round(count));
    const wastedMs = Math.min(excess, merged.sumMs);
    endpoints.push({
      ...nameOf(selection, id),
      requestCount: merged.count,
      avgMs: merged.sumMs / merged.count,
      p95Ms: merged.quantile(0.95),
      slowCount,
      wastedMs,
      wastedSecondsPerHour: (wastedMs / 1000) * (3_600 / secondsOf(selection, id, period)),
      time: timeParts(merged),
    });
  }
  endpoints.sort((a, b) => b.wastedSecondsPerHour - a.wastedSecondsPerHour);
  return { ...coverage, thresholdMs: input.thresholdMs, endpoints: endpoints.slice(0, input.limit) };
}
