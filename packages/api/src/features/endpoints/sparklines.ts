import { type Coverage, coverageOf, resolveSelection, type SelectionInput } from "../../selection.ts";
import type { ApiContext } from "../../trpc.ts";
import { readEndpointWindows } from "./windows.ts";

export interface SparklinesInput extends SelectionInput {
  endpoints: readonly number[];
  points: number;
}

export interface SparklinesAnswer extends Coverage {
  stepSeconds: number;
  /** Starts of the windows, milliseconds since the epoch. */
  times: number[];
  /** In the order asked for; an id that the selection does not know is left out. */
  series: { id: number; requestsPerSecond: (number | null)[]; p95Ms: (number | null)[] }[];
}

export async function endpointSparklines(ctx: ApiContext, input: SparklinesInput): Promise<SparklinesAnswer> {
  const selection = await resolveSelection(ctx, input);
  const ids = input.endpoints.filter((id) => selection.endpoints.has(id));
  const [windows, coverage] = await Promise.all([
    readEndpointWindows(ctx, selection, { ids, maxPoints: input.points }),
    coverageOf(ctx, selection),
  ]);
  const { starts, stepSeconds, rollupAt, isKnownAt, secondsAt } = windows;
  return {
    ...coverage,
    stepSeconds,
    times: starts.map((start) => start * 1000),
    series: ids.map((id) => ({
      id,
      requestsPerSecond: starts.map((start) =>
        isKnownAt(start) ? (rollupAt(start, id)?.count ?? 0) / secondsAt(start) : null,
      ),
      p95Ms: starts.map((start) => rollupAt(start, id)?.quantile(0.95) ?? null),
    })),
  };
}
