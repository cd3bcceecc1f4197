import { chartStep, type MergedRollup, readPresence, readRollupWindows } from "@vigie/storage";
import { windowStarts } from "../../period.ts";
import type { Selection } from "../../selection.ts";
import type { ApiContext } from "../../trpc.ts";

export interface EndpointWindows {
  stepSeconds: number;
  /** Seconds; the first and the last window may reach past the period. */
  starts: number[];
  /** Undefined: no request. */
  rollupAt: (start: number, id: number) => MergedRollup | undefined;
  /** Whether the service was heard of in the window: if not, "no request" is not known but a gap. */
  isKnownAt: (start: number) => boolean;
  /** Seconds of the window that lie in the period and have passed. */
  secondsAt: (start: number) => number;
}

/** Endpoints over the windows of a chart with at most `maxPoints` of them. */
export async function readEndpointWindows(
  { store }: ApiContext,
  selection: Selection,
  { ids, maxPoints }: { ids: readonly number[]; maxPoints: number },
): Promise<EndpointWindows> {
  const { services, instanceIds, period, nowMs } = selection;
  const stepSeconds = chartStep({ period, maxPoints, nowMs });
  const [windows, presence] = await Promise.all([
    readRollupWindows(store, { kind: "endpoint", ids, instanceIds, period, stepSeconds }),
    readPresence(store, { services, instanceIds, period, stepSeconds }),
  ]);
  const present = new Set([...presence, ...windows.keys()]);
  const toSeconds = Math.min(period.toSeconds, nowMs / 1000);
  return {
    stepSeconds,
    starts: windowStarts(period, stepSeconds),
    rollupAt: (start, id) => windows.get(start)?.get(id),
    isKnownAt: (start) => present.has(start),
    secondsAt: (start) => Math.max(1, Math.min(toSeconds, start + stepSeconds) - Math.max(period.fromSeconds, start)),
  };
}
