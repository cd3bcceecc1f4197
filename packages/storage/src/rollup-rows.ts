import type { StepRange } from "@vigie/series";
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

/** One row of `rollups`. */
export interface StoredBlock {
  id: number;
  step: number;
  startSeconds: number;
  block: number;
  /** 0: the sum of all instances. */
  instanceId: number;
  /** Null where the row was said to be known. Good until the next row comes: the bytes are used again. */
  cells: Uint8Array | null;
}

/**
 * Gives all rows of these ranges at one moment, wide windows first, each as soon as it has come. One statement, because each more would cost
 * more than what most of them read, and one branch for each step, so that whatever the ranges are it is mostly the same text, which a
 * connection has prepared. Partitions are found by the first and the last window: naming all of them there would take Postgres longer
 * than reading. Served by the primary key. Rejects with what `each` throws, after the last row.
 *
 * @param known Ids of rows of each step whose cells need not be sent.
 */
export async function readBlocks(
  { sql }: Store,
  { kind, blocks, instanceIds, byInstance }: Scope,
  {
    ranges,
    known,
    each,
  }: {
    ranges: readonly StepRange[];
    known?: ReadonlyMap<number, readonly number[]>;
    each: (row: StoredBlock) => void;
  },
): Promise<void> {
  if (ranges.length === 0) return;
  const ofInstances =
    instanceIds !== undefined
      ? sql`instance_id = ANY(${[...instanceIds]}::bigint[])`
      : byInstance
        ? sql`instance_id IS NOT NULL`
        : sql`in_total`;
  const windows = new Map<number, { starts: number[]; first: number; last: number }>();
  for (const { step, fromSeconds, toSeconds } of ranges) {
    const ofStep = windows.get(step) ?? { starts: [], first: fromSeconds, last: fromSeconds };
    windows.set(step, ofStep);
    for (let start = fromSeconds; start < toSeconds; start += step) ofStep.starts.push(start);
    ofStep.first = Math.min(ofStep.first, fromSeconds);
    ofStep.last = Math.max(ofStep.last, toSeconds - step);
  }
  const branches = [...windows]
    .sort(([a], [b]) => b - a)
    .map(
      ([step, { starts, first, last }]) => sql`
        SELECT id, step, date_part('epoch', window_start), block_id, instance_id,
          CASE WHEN id = ANY(${[...(known?.get(step) ?? [])]}::bigint[]) THEN NULL ELSE cells END
        FROM rollups
        WHERE kind = ${kind} AND block_id = ANY(${[...blocks]}::bigint[]) AND step = ${step}
          AND window_start BETWEEN to_timestamp(${first}::float8) AND to_timestamp(${last}::float8)
          AND window_start = ANY(ARRAY(SELECT to_timestamp(unnest(${starts}::float8[]))))
          AND ${ofInstances}`,
    );
  let problem: unknown;
  // As they come over the wire: strings of a megabyte of cells cost more than reading these.
  await sql`${branches.reduce((all, branch) => sql`${all} UNION ALL ${branch}`)}`.raw().forEach((row) => {
    try {
      if (problem === undefined) each(toBlock(row));
    } catch (error) {
      // Thrown in the driver, it would leave the connection in the middle of an answer.
      problem = error ?? new Error("nothing was thrown");
    }
  });
  if (problem !== undefined) throw problem;
}

function toBlock([id, step, startSeconds, block, instanceId, cells]: readonly (
  | Buffer
  | null
  | undefined
)[]): StoredBlock {
  return {
    id: toNumber(id),
    step: toNumber(step),
    startSeconds: toNumber(startSeconds),
    block: toNumber(block),
    instanceId: toNumber(instanceId),
    cells: cells ? fromHex(cells) : null,
  };
}

function toNumber(text: Buffer | null | undefined): number {
  return text ? Number(text.toString("latin1")) : 0;
}

/** Grows with the largest row, which has 64 cells of some kB. */
let scratch = Buffer.allocUnsafe(65_536);

/** What `bytea` is in text: `\x` and two digits for each byte. */
function fromHex(text: Buffer): Uint8Array {
  if (text.length > 2 * scratch.length) scratch = Buffer.allocUnsafe(text.length);
  return scratch.subarray(0, scratch.write(text.toString("latin1", 2), "hex"));
}
