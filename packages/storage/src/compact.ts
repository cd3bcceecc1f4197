import { STEPS, windowStart } from "@vigie/series";
import { rewriteMetricWindow } from "./compact-metrics.ts";
import { rewriteRollupWindow } from "./compact-rollups.ts";
import { LOCKS, type Transaction, tryLock } from "./connection.ts";
import { APPENDED_STEP, mergeAppended } from "./merge-appended.ts";
import { markStale, type StaleTable, type WindowToRewrite } from "./stale-windows.ts";
import type { Store } from "./store.ts";

/**
 * How long after its end a window is left open, seconds: a minute for batches on their way, the others for the
 * last window of the step below. What comes later is compacted again.
 */
const GRACE_SECONDS: Record<number, number> = { 60: 5, 600: 10, 3600: 30, 21600: 40, 86400: 60 };
/** How long after its end a 10-second window is left as ingest appended it. */
const SECONDS_GRACE = 3;
/** Windows rewritten in one transaction, so that none takes long. */
const WINDOWS_AT_ONCE = 30;

/** One table of windows: where its marks are, which steps it has, and how a window is made. */
interface Ladder {
  marks: StaleTable;
  steps: readonly number[];
  rewrite: (tx: Transaction, window: WindowToRewrite) => Promise<void>;
}

const LADDERS: readonly Ladder[] = [
  { marks: "stale_windows", steps: STEPS, rewrite: rewriteRollupWindow },
  { marks: "stale_metric_windows", steps: [10, 60, 3600], rewrite: rewriteMetricWindow },
];

/**
 * Brings every closed stale window up to date: 10 s → 1 min → 10 min → 1 h → 6 h → 1 d. A window is rewritten from the next finer step in the transaction
 * that takes its mark away, so a reader sees the old rows with the mark or the new rows without. Safe to call from any
 * number of servers: one at a time does the work, the others return at once. Returns how many windows were written.
 */
export async function compact(store: Store, nowMs: number): Promise<number> {
  let written = 0;
  await store.sql.begin((tx) => mergeSeconds(tx, nowMs));
  for (const ladder of LADDERS) {
    // From the finest up: each step makes work for the next.
    for (let i = 1; i < ladder.steps.length; i++) {
      let windows: number;
      do {
        windows = await store.sql.begin((tx) => compactStep(tx, ladder, { i, nowMs }));
        written += windows;
      } while (windows === WINDOWS_AT_ONCE);
    }
  }
  return written;
}

/** So that what is read of the last minutes does not grow with the number of batches. */
async function mergeSeconds(tx: Transaction, nowMs: number): Promise<void> {
  if (!(await tryLock(tx, LOCKS.compaction))) return;
  const nowSeconds = nowMs / 1000;
  const toSeconds = windowStart(nowSeconds - SECONDS_GRACE, APPENDED_STEP);
  await mergeAppended(tx, { fromSeconds: windowStart(nowSeconds, 60) - 60, toSeconds });
}

async function compactStep(
  tx: Transaction,
  { marks, steps, rewrite }: Ladder,
  { i, nowMs }: { i: number; nowMs: number },
): Promise<number> {
  const [finer = 0, step = 0, coarser] = steps.slice(i - 1, i + 2);
  if (!(await tryLock(tx, LOCKS.compaction))) return 0;

  const closedBefore = nowMs / 1000 - step - (GRACE_SECONDS[step] ?? 0);
  const stale = await tx<{ start: number }[]>`
    SELECT DISTINCT extract(epoch FROM window_start)::float8 AS start FROM ${tx(marks)}
    WHERE step = ${step} AND window_start <= to_timestamp(${closedBefore}::float8)
    ORDER BY start LIMIT ${WINDOWS_AT_ONCE}`;
  if (stale.length === 0) return 0;
  const starts = stale.map((row) => row.start);

  // First the marks, then the rows: what commits in between leaves a mark of its own behind.
  await tx`
    DELETE FROM ${tx(marks)}
    WHERE step = ${step} AND window_start IN (SELECT to_timestamp(start) FROM unnest(${starts}::float8[]) AS closed (start))`;
  for (const start of starts) await rewrite(tx, { step, finer, start });
  if (coarser !== undefined) {
    await markStale(tx, marks, coarser, new Set(starts.map((start) => windowStart(start, coarser))));
  }
  return starts.length;
}
