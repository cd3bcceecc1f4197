import { insertBlocks, type NewBlock } from "./append-rollups.ts";
import type { Transaction } from "./connection.ts";
import { MergedRollup } from "./merge-rollups.ts";
import { BlockWriter, readBlock } from "./rollup-block.ts";
import type { WindowToRewrite } from "./stale-windows.ts";

/** Rows fetched, and rows written, at a time: bounds the memory that compaction takes. */
const ROWS_AT_ONCE = 200;

/** Seconds. What ingest appends, many rows a window. */
const APPENDED_STEP = 10;

interface FineRow {
  id: number;
  kind: NewBlock["kind"];
  block: number;
  startSeconds: number;
  instanceId: number;
  cells: Uint8Array;
}

/** Rollups of one block by id. */
type Block = Map<number, MergedRollup>;

/**
 * One row per block and instance from all rows of the finer step. Where several instances wrote, their sum gets a row too,
 * and theirs stand outside the total. What ingest appended second by second becomes one row per 10-second window on the way.
 */
export async function rewriteRollupWindow(tx: Transaction, { step, finer, start }: WindowToRewrite): Promise<void> {
  await tx`DELETE FROM rollups WHERE step = ${step} AND window_start = to_timestamp(${start}::float8)`;

  const inWindow = tx`
    step = ${finer} AND window_start >= to_timestamp(${start}::float8) AND window_start < to_timestamp(${start + step}::float8)`;
  const rows = tx<FineRow[]>`
    SELECT id::float8, kind, block_id::float8 AS block, extract(epoch FROM window_start)::float8 AS "startSeconds",
      instance_id::float8 AS "instanceId", cells
    FROM rollups
    WHERE ${inWindow} AND instance_id IS NOT NULL
    ORDER BY kind, block_id, instance_id, window_start`.cursor(ROWS_AT_ONCE);

  let coarse: NewBlock[] = [];
  let fine: NewBlock[] = [];
  let read: number[] = [];
  let open: OpenBlock | undefined;
  const seconds = finer === APPENDED_STEP ? new SecondsMerger((row) => fine.push(row)) : undefined;
  const write = async () => {
    // By their ids: what is appended meanwhile stays, with its mark.
    if (fine.length > 0) {
      await tx`DELETE FROM rollups WHERE ${inWindow} AND id = ANY(${read}::bigint[])`;
      await insertBlocks(tx, finer, fine);
    }
    if (coarse.length > 0) await insertBlocks(tx, step, coarse);
    coarse = [];
    fine = [];
    read = [];
  };
  for await (const chunk of rows) {
    for (const row of chunk) {
      if (row.kind !== open?.kind || row.block !== open.block) {
        if (open !== undefined) coarse.push(...blockRows(open));
        open = { kind: row.kind, block: row.block, startSeconds: start, byInstance: new Map() };
      }
      const block: Block = open.byInstance.get(row.instanceId) ?? new Map();
      open.byInstance.set(row.instanceId, block);
      readBlock(row.cells, { block: row.block, startSeconds: start }, (id) => rollupOf(block, id));
      if (seconds === undefined) continue;
      seconds.add(row);
      read.push(row.id);
    }
    seconds?.finish();
    if (read.length >= ROWS_AT_ONCE || coarse.length >= ROWS_AT_ONCE) await write();
  }
  if (open !== undefined) coarse.push(...blockRows(open));
  await write();
}

/** Makes one row of the rows of one window, block and instance, which come one after another. */
class SecondsMerger {
  readonly #done: (row: NewBlock) => void;
  readonly #writer = new BlockWriter();
  #place: Omit<NewBlock, "cells" | "inTotal"> | undefined;
  #block: Block = new Map();

  constructor(done: (row: NewBlock) => void) {
    this.#done = done;
  }

  add({ kind, block, startSeconds, instanceId, cells }: FineRow): void {
    const place = this.#place;
    const isSame =
      place?.kind === kind &&
      place.block === block &&
      place.startSeconds === startSeconds &&
      place.instanceId === instanceId;
    if (!isSame) {
      this.finish();
      this.#place = { kind, block, startSeconds, instanceId };
    }
    readBlock(cells, { block, startSeconds }, (id) => rollupOf(this.#block, id));
  }

  finish(): void {
    if (this.#place === undefined) return;
    for (const [id, merged] of this.#block) this.#writer.addMerged(id, merged);
    this.#done({ ...this.#place, inTotal: true, cells: this.#writer.take() });
    this.#place = undefined;
    this.#block = new Map();
  }
}

interface OpenBlock extends Pick<NewBlock, "kind" | "block" | "startSeconds"> {
  byInstance: Map<number, Block>;
}

/** The rows of one block in one window: one for each instance, and where there are several one for their sum. */
export function blockRows({ byInstance, ...place }: OpenBlock): NewBlock[] {
  const writer = new BlockWriter();
  const isSole = byInstance.size === 1;
  const total: Block = new Map();
  const rows: NewBlock[] = [];
  for (const [instanceId, block] of byInstance) {
    for (const [id, merged] of block) {
      writer.addMerged(id, merged);
      if (!isSole) rollupOf(total, id).add(merged);
    }
    rows.push({ ...place, instanceId, inTotal: isSole, cells: writer.take() });
  }
  if (isSole) return rows;
  for (const [id, merged] of total) writer.addMerged(id, merged);
  rows.push({ ...place, instanceId: null, inTotal: true, cells: writer.take() });
  return rows;
}

function rollupOf(block: Block, id: number): MergedRollup {
  let merged = block.get(id);
  if (merged === undefined) {
    merged = new MergedRollup();
    block.set(id, merged);
  }
  return merged;
}
