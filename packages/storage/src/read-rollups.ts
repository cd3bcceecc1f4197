import { displayStep, type StepRange, windowStart } from "@vigie/series";
import { MergedRollup } from "./merge-rollups.ts";
import { FINE_RETENTION_MS, oldestKeptMs } from "./partitions.ts";
import { blockOf, readBlock } from "./rollup-block.ts";
import type { Store } from "./store.ts";
import { type Period, tileStored } from "./tile-stored.ts";

/** What is read: services as wholes, or endpoints one by one, by their ids. */
export interface RollupsOf {
  kind: "service" | "endpoint";
  ids: readonly number[];
  /** Only what these instances did; all of them when left out. */
  instanceIds?: readonly number[] | undefined;
}

interface StoredBlock {
  block: number;
  startSeconds: number;
  instanceId: number;
  cells: Uint8Array;
}

/**
 * The sum over the period for each id that had a request, from the fewest windows that tile it, coarsest steps first. Every
 * request of the period is in exactly one of them, at every moment: windows that compaction has not brought up to date are
 * read from the finer step.
 */
export async function readRollups(
  store: Store,
  of: RollupsOf & { period: Period },
): Promise<Map<number, MergedRollup>> {
  const merged = new Map<number, MergedRollup>();
  await readInto(store, of, { into: (id) => rollupIn(merged, id) });
  return merged;
}

/** The same for each window of a chart, by start in seconds. Windows without requests are missing. */
export async function readRollupWindows(
  store: Store,
  { stepSeconds, ...of }: RollupsOf & { period: Period; stepSeconds: number },
): Promise<Map<number, Map<number, MergedRollup>>> {
  const windows = new Map<number, Map<number, MergedRollup>>();
  await readInto(store, of, {
    widestStep: stepSeconds,
    into: (id, startSeconds) => {
      const start = Math.floor(startSeconds / stepSeconds) * stepSeconds;
      let window = windows.get(start);
      if (window === undefined) {
        window = new Map();
        windows.set(start, window);
      }
      return rollupIn(window, id);
    },
  });
  return windows;
}

/** The sum over the period for each instance that had a request, of all ids together. */
export async function readRollupsByInstance(
  store: Store,
  of: RollupsOf & { period: Period },
): Promise<Map<number, MergedRollup>> {
  const merged = new Map<number, MergedRollup>();
  await readInto(store, of, {
    byInstance: true,
    into: (_id, _startSeconds, instanceId) => rollupIn(merged, instanceId),
  });
  return merged;
}

interface Reading {
  widestStep?: number;
  /** Rows of single instances instead of their sums. */
  byInstance?: boolean;
  into: (id: number, startSeconds: number, instanceId: number) => MergedRollup;
}

async function readInto(
  store: Store,
  { kind, ids, instanceIds, period }: RollupsOf & { period: Period },
  { widestStep, byInstance = false, into }: Reading,
): Promise<void> {
  if (ids.length === 0 || instanceIds?.length === 0 || period.fromSeconds >= period.toSeconds) return;
  const ranges = await tileStored(store, { marks: "stale_windows", period, widestStep });
  const wanted = new Set(ids);
  const blocks = [...new Set(ids.map(blockOf))];
  const { sql } = store;
  const inScope =
    instanceIds !== undefined
      ? sql`instance_id = ANY(${[...instanceIds]}::bigint[])`
      : byInstance
        ? sql`instance_id IS NOT NULL`
        : sql`in_total`;
  const read = async (step: number, of: readonly StepRange[]) => {
    const rows = await sql<StoredBlock[]>`
      SELECT block_id::float8 AS block, extract(epoch FROM window_start)::float8 AS "startSeconds",
        instance_id::float8 AS "instanceId", cells
      FROM rollups
      WHERE step = ${step} AND kind = ${kind} AND block_id = ANY(${blocks}::bigint[]) AND ${inScope}
        AND (${of.map(inRange).reduce((all, one) => sql`${all} OR ${one}`)})`;
    for (const { block, startSeconds, instanceId, cells } of rows) {
      readBlock(cells, { block, startSeconds }, (id) =>
        wanted.has(id) ? into(id, startSeconds, instanceId) : undefined,
      );
    }
  };
  const inRange = ({ fromSeconds, toSeconds }: StepRange) =>
    sql`window_start >= to_timestamp(${fromSeconds}::float8) AND window_start < to_timestamp(${toSeconds}::float8)`;
  const steps = [...new Set(ranges.map((range) => range.step))];
  await Promise.all(
    steps.map((step) =>
      read(
        step,
        ranges.filter((range) => range.step === step),
      ),
    ),
  );
}

function rollupIn(merged: Map<number, MergedRollup>, key: number): MergedRollup {
  let rollup = merged.get(key);
  if (rollup === undefined) {
    rollup = new MergedRollup();
    merged.set(key, rollup);
  }
  return rollup;
}

/**
 * The period in windows that storage can give: edges at 10 s while those are kept, at whole minutes before, or at the coarser `edgeSeconds`
 * that the caller finds fine enough for its beginning. The period never gets shorter.
 */
export function alignPeriod({
  fromMs,
  toMs,
  nowMs,
  edgeSeconds = 10,
}: {
  fromMs: number;
  toMs: number;
  nowMs: number;
  edgeSeconds?: number;
}): Period {
  // A quarter of an hour of slack, so that no edge falls into a partition that is about to be dropped.
  const fineFromMs = nowMs - FINE_RETENTION_MS + 900_000;
  const stepAt = (ms: number) => (ms >= fineFromMs ? 10 : 60);
  const fromStep = Math.max(edgeSeconds, stepAt(fromMs));
  const toStep = stepAt(toMs);
  return {
    fromSeconds: Math.floor(fromMs / 1000 / fromStep) * fromStep,
    toSeconds: Math.ceil(toMs / 1000 / toStep) * toStep,
  };
}

/** Where retention ends the past, seconds: from this midnight on everything is kept. */
export function keptFromSeconds(nowMs: number): number {
  return windowStart(Math.floor(oldestKeptMs("rollups_60", nowMs) / 1000), 86_400);
}

/** Step for a chart of the period with at most `maxPoints` points: never finer than what is kept over the whole period. */
export function chartStep({ period, maxPoints, nowMs }: { period: Period; maxPoints: number; nowMs: number }): number {
  const step = displayStep({ ...period, maxPoints });
  const hasFine = period.fromSeconds * 1000 >= nowMs - FINE_RETENTION_MS + 900_000;
  return hasFine ? step : Math.max(step, 60);
}
