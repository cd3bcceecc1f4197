import { displayStep, type StepRange, windowStart } from "@vigie/series";
import { type MergedRollup, rollupIn } from "./merge-rollups.ts";
import { FINE_RETENTION_MS, oldestKeptMs } from "./partitions.ts";
import { blockOf, readBlock } from "./rollup-block.ts";
import type { SumsById } from "./settled-sums.ts";
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
  /** Which of the ranges that were asked for. */
  range: number;
  block: number;
  startSeconds: number;
  instanceId: number;
  cells: Uint8Array;
}

/** Ranges of windows at least this wide are summed up once and remembered; seconds. */
const SETTLED_STEP = 60;

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
  if (isEmpty(of)) return merged;
  const wanted = new Set(of.ids);
  const ranges = await tileStored(store, { marks: "stale_windows", period: of.period });
  const scope = scopeOf(of);
  const open = ranges.filter((range) => range.step < SETTLED_STEP);
  const settled = ranges.filter((range) => range.step >= SETTLED_STEP);
  const versions = settled.length > 0 ? await readVersions(store, scope, settled) : [];
  const [sums] = await Promise.all([
    readSettled(store, scope, settled, versions),
    readBlocks(store, scope, open, (id) => (wanted.has(id) ? rollupIn(merged, id) : undefined)),
  ]);
  for (const [id, sum] of sums) if (wanted.has(id)) rollupIn(merged, id).add(sum);
  return merged;
}

/** The same for each window of a chart, by start in seconds. Windows without requests are missing. */
export async function readRollupWindows(
  store: Store,
  { stepSeconds, ...of }: RollupsOf & { period: Period; stepSeconds: number },
): Promise<Map<number, Map<number, MergedRollup>>> {
  const windows = new Map<number, Map<number, MergedRollup>>();
  if (isEmpty(of)) return windows;
  const wanted = new Set(of.ids);
  const ranges = await tileStored(store, { marks: "stale_windows", period: of.period, widestStep: stepSeconds });
  await readBlocks(store, scopeOf(of), ranges, (id, { startSeconds }) => {
    if (!wanted.has(id)) return undefined;
    const start = Math.floor(startSeconds / stepSeconds) * stepSeconds;
    let window = windows.get(start);
    if (window === undefined) {
      window = new Map();
      windows.set(start, window);
    }
    return rollupIn(window, id);
  });
  return windows;
}

/** The sum over the period for each instance that had a request, of all ids together. */
export async function readRollupsByInstance(
  store: Store,
  of: RollupsOf & { period: Period },
): Promise<Map<number, MergedRollup>> {
  const merged = new Map<number, MergedRollup>();
  if (isEmpty(of)) return merged;
  const wanted = new Set(of.ids);
  const ranges = await tileStored(store, { marks: "stale_windows", period: of.period });
  await readBlocks(store, { ...scopeOf(of), byInstance: true }, ranges, (id, { instanceId }) =>
    wanted.has(id) ? rollupIn(merged, instanceId) : undefined,
  );
  return merged;
}

/** Which rows of `rollups`, whatever their windows. */
interface Scope {
  kind: RollupsOf["kind"];
  blocks: readonly number[];
  instanceIds: readonly number[] | undefined;
  /** Rows of single instances instead of their sums. */
  byInstance: boolean;
}

function scopeOf({ kind, ids, instanceIds }: RollupsOf): Scope {
  return { kind, blocks: [...new Set(ids.map(blockOf))], instanceIds, byInstance: false };
}

function isEmpty({ ids, instanceIds, period }: RollupsOf & { period: Period }): boolean {
  return ids.length === 0 || instanceIds?.length === 0 || period.fromSeconds >= period.toSeconds;
}

function inScope({ sql }: Store, { kind, blocks, instanceIds, byInstance }: Scope) {
  const ofInstances =
    instanceIds !== undefined
      ? sql`instance_id = ANY(${[...instanceIds]}::bigint[])`
      : byInstance
        ? sql`instance_id IS NOT NULL`
        : sql`in_total`;
  return sql`kind = ${kind} AND block_id = ANY(${[...blocks]}::bigint[]) AND ${ofInstances}`;
}

function inRange({ sql }: Store, { step, fromSeconds, toSeconds }: StepRange) {
  return sql`
    step = ${step} AND window_start >= to_timestamp(${fromSeconds}::float8) AND window_start < to_timestamp(${toSeconds}::float8)`;
}

/** Reads every cell of the ranges into the rollup that `into` gives for it. Served by the index rollups_window. */
async function readBlocks(
  store: Store,
  scope: Scope,
  ranges: readonly StepRange[],
  into: (id: number, row: StoredBlock) => MergedRollup | undefined,
): Promise<void> {
  const { sql } = store;
  if (ranges.length === 0) return;
  // All in one statement: each more would cost more than what most of them read.
  const parts = ranges.map(
    (range, i) => sql`
      SELECT ${i}::int AS range, block_id::float8 AS block, extract(epoch FROM window_start)::float8 AS "startSeconds",
        instance_id::float8 AS "instanceId", cells
      FROM rollups WHERE ${inRange(store, range)} AND ${inScope(store, scope)}`,
  );
  const rows = await sql<StoredBlock[]>`${parts.reduce((all, part) => sql`${all} UNION ALL ${part}`)}`;
  for (const row of rows) readBlock(row.cells, row, (id) => into(id, row));
}

/** The sum over all of the ranges: as remembered for just these, else of what is remembered for each, and of what must be read. */
async function readSettled(
  store: Store,
  scope: Scope,
  ranges: readonly StepRange[],
  versions: readonly string[],
): Promise<SumsById> {
  const { settledSums } = store;
  const scopeKey = `${scope.kind} ${scope.blocks.join()} ${scope.instanceIds?.join() ?? "all"}`;
  const keys = ranges.map(({ step, fromSeconds, toSeconds }) => `${scopeKey} ${step} ${fromSeconds} ${toSeconds}`);
  const [key, version] = [keys.join(), versions.join()];
  const known = settledSums.get(key, version);
  if (known !== undefined) return known;

  const parts = ranges.map((_, i) => settledSums.get(keys[i] as string, versions[i] as string));
  const missing = ranges.filter((_, i) => parts[i] === undefined);
  const read = missing.map(() => new Map<number, MergedRollup>());
  await readBlocks(store, scope, missing, (id, { range }) => rollupIn(read[range] as Map<number, MergedRollup>, id));
  const sums = new Map<number, MergedRollup>();
  for (const [i, part] of parts.entries()) {
    const sumsOfRange = part ?? (read[missing.indexOf(ranges[i] as StepRange)] as Map<number, MergedRollup>);
    if (part === undefined) settledSums.set(keys[i] as string, versions[i] as string, sumsOfRange);
    for (const [id, sum] of sumsOfRange) rollupIn(sums, id).add(sum);
  }
  settledSums.set(key, version, sums);
  return sums;
}

/** What changes whenever a row of a range does, for each of the ranges. */
async function readVersions(store: Store, scope: Scope, ranges: readonly StepRange[]): Promise<string[]> {
  const { sql } = store;
  const parts = ranges.map(
    (range, i) => sql`
      SELECT ${i}::int AS i, count(*) || ' ' || coalesce(max(id), 0) AS version
      FROM rollups WHERE ${inRange(store, range)} AND ${inScope(store, scope)}`,
  );
  const rows = await sql<
    { i: number; version: string }[]
  >`${parts.reduce((all, part) => sql`${all} UNION ALL ${part}`)}`;
  const versions: string[] = [];
  for (const { i, version } of rows) versions[i] = version;
  return versions;
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
export function keptFromSeconds(nowMs: number, what: "rollups" | "logs" | "requests" = "rollups"): number {
  const plan = what === "rollups" ? "rollups_60" : what;
  return windowStart(Math.floor(oldestKeptMs(plan, nowMs) / 1000), 86_400);
}

/** Step for a chart of the period with at most `maxPoints` points: never finer than what is kept over the whole period. */
export function chartStep({ period, maxPoints, nowMs }: { period: Period; maxPoints: number; nowMs: number }): number {
  const step = displayStep({ ...period, maxPoints });
  const hasFine = period.fromSeconds * 1000 >= nowMs - FINE_RETENTION_MS + 900_000;
  return hasFine ? step : Math.max(step, 60);
}
