import { recordSamples } from "./commit-batches.ts";
import type { Store } from "./store.ts";
import { type Period, tileStored } from "./tile-stored.ts";

/** What was expected of a figure at a time. */
export interface BandToRecord {
  figure: string;
  /** Null for a target or the machine. */
  service: string | null;
  atSeconds: number;
  low: number;
  high: number;
}

/** Means of what was expected in one window. */
export interface BandWindow {
  figure: string;
  startSeconds: number;
  low: number;
  high: number;
}

/**
 * The type under which bands stand in `metrics`, so that rollups and retention come with it: none that anybody can send, and none that
 * a figure is made of.
 */
const TYPE = "expected";
const SIDES = ["low", "high"] as const;

const labelsOf = (service: string | null): Record<string, string> => (service === null ? {} : { service });

/** Keeps bands, as two samples each. */
export async function recordBands(store: Store, bands: readonly BandToRecord[]): Promise<void> {
  if (bands.length === 0) return;
  await recordSamples(
    store,
    bands.flatMap(({ figure, service, atSeconds, ...band }) =>
      SIDES.map((side) => ({
        time: atSeconds * 1000,
        type: TYPE,
        name: `${figure}.${side}`,
        value: band[side],
        labels: labelsOf(service),
        instanceId: null,
      })),
    ),
  );
}

/** The bands of the figures of one service, or of the targets, in each window; windows without are missing. Served by metrics_series and metric_rollups_series. */
export async function readBands(
  store: Store,
  of: { figures: readonly string[]; service: string | null; period: Period; stepSeconds: number },
): Promise<BandWindow[]> {
  const { figures, service, period, stepSeconds } = of;
  if (figures.length === 0 || period.fromSeconds >= period.toSeconds) return [];
  const { sql } = store;
  const ranges = await tileStored(store, {
    marks: "stale_metric_windows",
    steps: [10, 60, 3600],
    period,
    widestStep: stepSeconds,
  });
  const names = figures.flatMap((figure) => SIDES.map((side) => `${figure}.${side}`));
  const isWanted = sql`
    type = ${TYPE} AND name = ANY(${names}::text[]) AND labels = ${JSON.stringify(labelsOf(service))}::text::jsonb`;
  const stored = ranges
    .map(({ step, fromSeconds, toSeconds }) =>
      step < 60
        ? sql`
          SELECT name, time AS at, value AS sum, 1 AS samples FROM metrics
          WHERE ${isWanted} AND time >= to_timestamp(${fromSeconds}::float8) AND time < to_timestamp(${toSeconds}::float8)`
        : sql`
          SELECT name, window_start AS at, sum, samples FROM metric_rollups
          WHERE step = ${step} AND ${isWanted}
            AND window_start >= to_timestamp(${fromSeconds}::float8) AND window_start < to_timestamp(${toSeconds}::float8)`,
    )
    .reduce((all, part) => sql`${all} UNION ALL ${part}`);
  const rows = await sql<{ name: string; start: number; mean: number }[]>`
    SELECT name, (floor(extract(epoch FROM at) / ${stepSeconds}::int) * ${stepSeconds}::int)::float8 AS start, sum(sum) / sum(samples)::float8 AS mean
    FROM (${stored}) AS stored GROUP BY name, start ORDER BY start`;
  const means = new Map(rows.map(({ name, start, mean }) => [`${name} ${start}`, mean]));
  const starts = [...new Set(rows.map(({ start }) => start))];
  return figures.flatMap((figure) =>
    starts.flatMap((startSeconds) => {
      const low = means.get(`${figure}.low ${startSeconds}`);
      const high = means.get(`${figure}.high ${startSeconds}`);
      return low === undefined || high === undefined ? [] : [{ figure, startSeconds, low, high }];
    }),
  );
}
