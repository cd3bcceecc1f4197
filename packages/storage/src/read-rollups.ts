import { displayStep } from "@vigie/series";
import { TOTAL } from "./dimensions.ts";
import { type RollupTotals, TOTALS_COLUMNS } from "./merge-rollups.ts";
import { FINE_RETENTION_MS } from "./partitions.ts";
import type { Store } from "./store.ts";
import { type Period, tileStored } from "./tile-stored.ts";

export interface RollupRow extends RollupTotals {
  endpointId: number;
  serviceId: number;
  /** Start of the row's own window, seconds. */
  startSeconds: number;
}

export interface ReadRollups {
  period: Period;
  serviceIds: readonly number[];
  /** `service`: one sum for each service, from few rows however many endpoints it has. `endpoint`: each endpoint by itself. */
  by: "service" | "endpoint";
  /** Windows no wider than this, for charts; seconds. */
  widestStep?: number | undefined;
}

/**
 * The fewest rows that tile the period, coarsest steps first. Every request of the period is in exactly one of them, at
 * every moment: windows that compaction has not brought up to date are read from the finer step.
 * Rows of one window come more than once (deltas, instances): the caller merges.
 */
export async function readRollups(
  store: Store,
  { period, serviceIds, by, widestStep }: ReadRollups,
): Promise<RollupRow[]> {
  if (serviceIds.length === 0 || period.fromSeconds >= period.toSeconds) return [];
  const ranges = await tileStored(store, { marks: "stale_windows", steps: [10, 60, 3600, 86_400], period, widestStep });
  const { sql } = store;
  const parts = await Promise.all(
    ranges.map(
      (range) => sql<RollupRow[]>`
        SELECT rollups.endpoint_id::float8 AS "endpointId", endpoints.service_id::float8 AS "serviceId",
          extract(epoch FROM window_start)::float8 AS "startSeconds", ${sql.unsafe(TOTALS_COLUMNS)}
        FROM rollups JOIN endpoints ON endpoints.id = rollups.endpoint_id
        WHERE step = ${range.step}
          AND window_start >= to_timestamp(${range.fromSeconds}::float8) AND window_start < to_timestamp(${range.toSeconds}::float8)
          AND endpoints.service_id = ANY(${[...serviceIds]}::bigint[])
          AND ${range.step >= 60 && by === "service" ? sql`endpoints.method = ${TOTAL.method}` : sql`endpoints.method <> ${TOTAL.method}`}`,
    ),
  );
  return parts.flat();
}

/**
 * The period in windows that storage can give: edges at 10 s while those are kept, at whole minutes before. The period never gets shorter.
 */
export function alignPeriod({ fromMs, toMs, nowMs }: { fromMs: number; toMs: number; nowMs: number }): Period {
  // A quarter of an hour of slack, so that no edge falls into a partition that is about to be dropped.
  const fineFromMs = nowMs - FINE_RETENTION_MS + 900_000;
  const stepAt = (ms: number) => (ms >= fineFromMs ? 10 : 60);
  const fromStep = stepAt(fromMs);
  const toStep = stepAt(toMs);
  return {
    fromSeconds: Math.floor(fromMs / 1000 / fromStep) * fromStep,
    toSeconds: Math.ceil(toMs / 1000 / toStep) * toStep,
  };
}

/** Step for a chart of the period with at most `maxPoints` points: never finer than what is kept over the whole period. */
export function chartStep({ period, maxPoints, nowMs }: { period: Period; maxPoints: number; nowMs: number }): number {
  const step = displayStep({ ...period, maxPoints });
  const hasFine = period.fromSeconds * 1000 >= nowMs - FINE_RETENTION_MS + 900_000;
  return hasFine ? step : Math.max(step, 60);
}
