import { displayStep } from "@vigie/series";
import { type MergedRollup, rollupIn } from "./merge-rollups.ts";
import { FINE_RETENTION_MS, keptFromMs } from "./partitions.ts";
import type { SumsById } from "./remembered-sums.ts";
import { readBlock } from "./rollup-block.ts";
import { type RollupsOf, readBlocks, type StoredBlock, scopeOf } from "./rollup-rows.ts";
import type { Store } from "./store.ts";
import { sumRollups } from "./sum-rollups.ts";
import { type Period, readStaleMarks, type StaleMarks, tileByMarks, tileStored } from "./tile-stored.ts";

/**
 * The sum over the period for each id that had a request, from the fewest windows that tile it. Every request of the period is in
 * exactly one of them, at every moment: windows that compaction has not brought up to date are read from the finer step.
 */
export async function readRollups(store: Store, { period, ...of }: RollupsOf & { period: Period }): Promise<SumsById> {
  const [sums] = await readRollupPeriods(store, { ...of, periods: [period] });
  return sums as SumsById;
}

/**
 * The same over several periods, at the cost of one question. Throws RangeError when they overlap.
 *
 * @param stale Read by the caller beside something else.
 */
export async function readRollupPeriods(
  store: Store,
  { periods, ...of }: RollupsOf & { periods: readonly Period[] },
  stale?: StaleMarks,
): Promise<SumsById[]> {
  const asked = periods.filter((period) => !isEmpty({ ...of, period }));
  if (asked.some((a, i) => asked.slice(0, i).some((b) => a.fromSeconds < b.toSeconds && b.fromSeconds < a.toSeconds)))
    throw new RangeError("the periods overlap");
  if (asked.length === 0) return periods.map(() => new Map());
  const marks = stale ?? (await readStaleMarks(store));
  const tiled = asked.map((period) => tileByMarks(marks, { marks: "stale_windows", period }));
  const found = await sumRollups(store, scopeOf(of), tiled);
  const wanted = new Set(of.ids);
  return periods.map((period) => {
    const sums = found[asked.indexOf(period)]?.sums ?? new Map<number, MergedRollup>();
    return [...sums.keys()].every((id) => wanted.has(id)) ? sums : new Map([...sums].filter(([id]) => wanted.has(id)));
  });
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
  const each = (row: StoredBlock) => {
    const start = Math.floor(row.startSeconds / stepSeconds) * stepSeconds;
    const window = windows.get(start) ?? new Map<number, MergedRollup>();
    readCells(row, (id) => (wanted.has(id) ? rollupIn(window, id) : undefined));
    if (window.size > 0) windows.set(start, window);
  };
  await readBlocks(store, scopeOf(of), { ranges, each });
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
  const each = (row: StoredBlock) =>
    readCells(row, (id) => (wanted.has(id) ? rollupIn(merged, row.instanceId) : undefined));
  await readBlocks(store, { ...scopeOf(of), byInstance: true }, { ranges, each });
  return merged;
}

function isEmpty({ ids, instanceIds, period }: RollupsOf & { period: Period }): boolean {
  return ids.length === 0 || instanceIds?.length === 0 || period.fromSeconds >= period.toSeconds;
}

function readCells({ cells, ...row }: StoredBlock, into: (id: number) => MergedRollup | undefined): void {
  if (cells !== null) readBlock(cells, row, into);
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

/** Where retention ends the past, seconds: from here on everything is kept. */
export function keptFromSeconds(
  { retention }: Store,
  nowMs: number,
  what: "rollups" | "logs" | "requests" = "rollups",
): number {
  return keptFromMs(what === "rollups" ? "rollups_60" : what, retention.current, nowMs) / 1000;
}

/** Step for a chart of the period with at most `maxPoints` points: never finer than what is kept over the whole period. */
export function chartStep({ period, maxPoints, nowMs }: { period: Period; maxPoints: number; nowMs: number }): number {
  const step = displayStep({ ...period, maxPoints });
  const hasFine = period.fromSeconds * 1000 >= nowMs - FINE_RETENTION_MS + 900_000;
  return hasFine ? step : Math.max(step, 60);
}
