import type { Store } from "@vigie/storage";
import { Random } from "../random.ts";
import { staleWindows } from "./units.ts";

const HOUR = 3_600;

/**
 * Moments of the day that begins at `fromSeconds`, seconds since 1970 with fractions: the worst ones (the last second of an hour, of
 * six hours, of the day, and the first after it, when nothing of it is compacted), then random ones.
 */
export function momentsOf(fromSeconds: number, { count, seed }: { count: number; seed: number }): number[] {
  const random = new Random(seed, count);
  const hour = Math.ceil(fromSeconds / HOUR) * HOUR;
  const midnight = Math.ceil(fromSeconds / 86_400) * 86_400;
  const worst = [hour + 5 * HOUR - 0.6, hour + 11 * HOUR + 4.2, midnight - 0.6, midnight + 69.7];
  const randomly = Array.from(
    { length: Math.max(0, count - worst.length) },
    () => fromSeconds + 86_400 * random.next(),
  );
  return [...worst, ...randomly].slice(0, count);
}

/** Marks the windows that are stale when the clock shows this moment, one mark for each batch, as ingest leaves them. */
export async function setClock({ sql }: Store, nowSeconds: number): Promise<void> {
  await sql.begin(async (tx) => {
    for (const { table, steps, finestMarks } of [
      { table: "stale_windows", steps: [60, 600, 3_600, 21_600, 86_400], finestMarks: 60 },
      { table: "stale_metric_windows", steps: [60, 3_600], finestMarks: 6 },
    ]) {
      const stale = staleWindows(nowSeconds).filter(({ step }) => steps.includes(step));
      const marks = stale.flatMap(({ step, startSeconds }) =>
        Array.from({ length: step === 60 ? finestMarks : 1 }, () => ({ step, startSeconds })),
      );
      await tx`DELETE FROM ${tx(table)}`;
      await tx`
        INSERT INTO ${tx(table)} (step, window_start)
        SELECT step, to_timestamp(start)
        FROM unnest(${marks.map(({ step }) => step)}::int[], ${marks.map(({ startSeconds }) => startSeconds)}::float8[])
          AS mark (step, start)`;
    }
  });
}

/** The shortest interval at which a page refreshes itself, seconds; ingest appends a row of each block a second. */
const REFRESH_SECONDS = 5;

/**
 * Takes away what ingest appended in the last five seconds before this moment, or brings it: the newest rows of each block in the window that is
 * open, by the column that says whether a row is counted.
 */
export async function setLatest(
  { sql }: Store,
  { nowSeconds, isThere }: { nowSeconds: number; isThere: boolean },
): Promise<void> {
  const openWindow = sql`step = 10 AND window_start = to_timestamp(${Math.ceil(nowSeconds / 10) * 10 - 10}::float8)`;
  await sql`
    UPDATE rollups SET in_total = ${isThere}
    WHERE ${openWindow} AND id IN (
      SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY kind, block_id ORDER BY id DESC) AS age
        FROM rollups WHERE ${openWindow}) AS latest
      WHERE age <= ${REFRESH_SECONDS})`;
}
