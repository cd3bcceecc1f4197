import { STEPS, type Step, type StepRange, tilePeriod, windowStart } from "@vigie/series";
import type { StaleTable } from "./stale-windows.ts";
import type { Store } from "./store.ts";

/** A period in whole windows, seconds since the epoch: `[fromSeconds, toSeconds)`. */
export interface Period {
  fromSeconds: number;
  toSeconds: number;
}

/** The windows that are not whole, at one moment. */
export type StaleMarks = readonly { marks: StaleTable; step: number; start: number }[];

/** All of both tables: they hold the few windows that are open. Rows may be read by these marks at any time after, never before. */
export async function readStaleMarks({ sql }: Store): Promise<StaleMarks> {
  return sql<{ marks: StaleTable; step: number; start: number }[]>`
    SELECT DISTINCT 'stale_windows' AS marks, step, date_part('epoch', window_start) AS start FROM stale_windows
    UNION ALL
    SELECT DISTINCT 'stale_metric_windows', step, date_part('epoch', window_start) FROM stale_metric_windows`;
}

export interface StoredSteps {
  marks: StaleTable;
  /** The finest is always whole; the others have marks where they are not. All by default. */
  steps?: readonly Step[];
  period: Period;
  /** Windows no wider than this; seconds. */
  widestStep?: number | undefined;
}

/** The fewest ranges of windows that hold all of the period at this moment, in time order. */
export async function tileStored(store: Store, stored: StoredSteps): Promise<StepRange[]> {
  return tileByMarks(await readStaleMarks(store), stored);
}

/** The same, by marks that were read before. */
export function tileByMarks(
  stale: StaleMarks,
  { marks, steps = STEPS, period, widestStep = Number.POSITIVE_INFINITY }: StoredSteps,
): StepRange[] {
  // What is stale at a minute is stale at its hour and its day too.
  const starts = new Map<number, Set<number>>(steps.map((step) => [step, new Set()]));
  for (const mark of stale) {
    if (mark.marks !== marks) continue;
    for (const [step, found] of starts) if (step >= mark.step) found.add(windowStart(mark.start, step));
  }
  return tilePeriod({
    ...period,
    steps: steps.filter((step) => step <= widestStep),
    isStale: (step, start) => starts.get(step)?.has(start) ?? false,
  });
}
