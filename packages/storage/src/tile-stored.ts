import { STEPS, type Step, type StepRange, tilePeriod, windowStart } from "@vigie/series";
import type { StaleTable } from "./stale-windows.ts";
import type { Store } from "./store.ts";

/** A period in whole windows, seconds since the epoch: `[fromSeconds, toSeconds)`. */
export interface Period {
  fromSeconds: number;
  toSeconds: number;
}

export interface StoredSteps {
  marks: StaleTable;
  /** The finest is always whole; the others have marks where they are not. All by default. */
  steps?: readonly Step[];
  period: Period;
  /** Windows no wider than this; seconds. */
  widestStep?: number | undefined;
}

/** The fewest ranges of windows that hold all of the period at this moment, coarsest steps first. */
export async function tileStored(
  { sql }: Store,
  { marks, steps = STEPS, period, widestStep = Number.POSITIVE_INFINITY }: StoredSteps,
): Promise<StepRange[]> {
  const coarsest = Math.max(...steps);
  const rows = await sql<{ step: number; start: number }[]>`
    SELECT DISTINCT step, extract(epoch FROM window_start)::float8 AS start FROM ${sql(marks)}
    WHERE window_start >= to_timestamp(${windowStart(period.fromSeconds, coarsest)}::float8)
      AND window_start < to_timestamp(${period.toSeconds}::float8)`;
  // What is stale at a minute is stale at its hour and its day too.
  const stale = new Map<number, Set<number>>(steps.map((step) => [step, new Set()]));
  for (const row of rows) {
    for (const [step, starts] of stale) if (step >= row.step) starts.add(windowStart(row.start, step));
  }
  return tilePeriod({
    ...period,
    steps: steps.filter((step) => step <= widestStep),
    isStale: (step, start) => stale.get(step)?.has(start) ?? false,
  });
}
