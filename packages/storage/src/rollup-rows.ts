import type { StepRange } from "@vigie/series";
import type { Fragment } from "./read-logs.ts";
import { blockOf } from "./rollup-block.ts";
import type { Store } from "./store.ts";

/** What is read: services as wholes, or endpoints one by one, by their ids. */
export interface RollupsOf {
  kind: "service" | "endpoint";
  ids: readonly number[];
  /** Only what these instances did; all of them when left out. */
  instanceIds?: readonly number[] | undefined;
}

/** Which rows of `rollups`, whatever their windows. */
export interface Scope {
  kind: RollupsOf["kind"];
  blocks: readonly number[];
  instanceIds: readonly number[] | undefined;
  /** Rows of single instances instead of their sums. */
  byInstance: boolean;
}

export function scopeOf({ kind, ids, instanceIds }: RollupsOf): Scope {
  return { kind, blocks: [...new Set(ids.map(blockOf))], instanceIds, byInstance: false };
}

/** One row of `rollups`; `cells` is null where the row was said to be known. */
export interface StoredBlock {
  id: number;
  step: number;
  startSeconds: number;
  block: number;
  instanceId: number;
  cells: Uint8Array | null;
}

/**
 * All rows of these ranges at one moment, in no order. One statement, because each more would cost more than what most of them read, and
 * one branch for each step, so that whatever the ranges are it is mostly the same text, which a connection has prepared. Partitions
 * are found by the first and the last window: naming all of them there would take Postgres longer than reading. Served by the primary key.
 *
 * @param known Ids of rows of each step whose cells need not be sent.
 */
export async function readBlocks(
  { sql }: Store,
  { kind, blocks, instanceIds, byInstance }: Scope,
  ranges: readonly StepRange[],
  known: ReadonlyMap<number, readonly number[]> = new Map(),
): Promise<StoredBlock[]> {
  if (ranges.length === 0) return [];
  const ofInstances =
    instanceIds !== undefined
      ? sql`instance_id = ANY(${[...instanceIds]}::bigint[])`
      : byInstance
        ? sql`instance_id IS NOT NULL`
        : sql`in_total`;
  const branchOf = (step: number, inWindows: Fragment) => sql`
    SELECT id::float8, step, date_part('epoch', window_start) AS "startSeconds", block_id::float8 AS block,
      instance_id::float8 AS "instanceId",
      CASE WHEN id = ANY(${[...(known.get(step) ?? [])]}::bigint[]) THEN NULL ELSE cells END AS cells
    FROM rollups
    WHERE kind = ${kind} AND block_id = ANY(${[...blocks]}::bigint[]) AND step = ${step} AND ${inWindows} AND ${ofInstances}`;
  const starts = new Map<number, number[]>();
  for (const { step, fromSeconds, toSeconds } of ranges) {
    const ofStep = starts.get(step) ?? [];
    starts.set(step, ofStep);
    for (let start = fromSeconds; start < toSeconds; start += step) ofStep.push(start);
  }
  const branches = [...starts].map(([step, ofStep]) =>
    branchOf(
      step,
      sql`window_start BETWEEN to_timestamp(${Math.min(...ofStep)}::float8) AND to_timestamp(${Math.max(...ofStep)}::float8)
        AND window_start = ANY(ARRAY(SELECT to_timestamp(unnest(${ofStep}::float8[]))))`,
    ),
  );
  return sql<StoredBlock[]>`${branches.reduce((all, branch) => sql`${all} UNION ALL ${branch}`)}`;
}
