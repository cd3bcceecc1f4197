import { insertBlocks, type NewBlock } from "./append-rollups.ts";
import type { Transaction } from "./connection.ts";
import { APPENDED_STEP, mergeAppended } from "./merge-appended.ts";
import { type MergedRollup, rollupIn } from "./merge-rollups.ts";
import { readBlock } from "./rollup-block.ts";
import { BlockWriter } from "./rollup-block-writer.ts";
import type { WindowToRewrite } from "./stale-windows.ts";

/** Rows fetched, and rows written, at a time: bounds the memory that compaction takes. */
const ROWS_AT_ONCE = 200;

interface FineRow {
  kind: NewBlock["kind"];
  block: number;
  instanceId: number;
  cells: Uint8Array;
}

/** Rollups of one block by id. */
type Block = Map<number, MergedRollup>;

/**
 * One row per block and instance from all rows of the finer step. Where several instances wrote, their sum gets a row too,
 * and theirs stand outside the total.
 */
export async function rewriteRollupWindow(tx: Transaction, { step, finer, start }: WindowToRewrite): Promise<void> {
  if (finer === APPENDED_STEP) await mergeAppended(tx, { fromSeconds: start, toSeconds: start + step });
  await tx`DELETE FROM rollups WHERE step = ${step} AND window_start = to_timestamp(${start}::float8)`;

  const rows = tx<FineRow[]>`
    SELECT kind, block_id::float8 AS block, instance_id::float8 AS "instanceId", cells
    FROM rollups
    WHERE step = ${finer} AND instance_id IS NOT NULL
      AND window_start >= to_timestamp(${start}::float8) AND window_start < to_timestamp(${start + step}::float8)
    ORDER BY kind, block_id, instance_id`.cursor(ROWS_AT_ONCE);

  let written: NewBlock[] = [];
  let open: OpenBlock | undefined;
  for await (const chunk of rows) {
    for (const row of chunk) {
      if (row.kind !== open?.kind || row.block !== open.block) {
        if (open !== undefined) written.push(...blockRows(open));
        open = { kind: row.kind, block: row.block, startSeconds: start, byInstance: new Map() };
      }
      const block: Block = open.byInstance.get(row.instanceId) ?? new Map();
      open.byInstance.set(row.instanceId, block);
      readBlock(row.cells, { block: row.block, startSeconds: start }, (id) => rollupIn(block, id));
    }
    if (written.length >= ROWS_AT_ONCE) {
      await insertBlocks(tx, step, written);
      written = [];
    }
  }
  if (open !== undefined) written.push(...blockRows(open));
  if (written.length > 0) await insertBlocks(tx, step, written);
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
      if (!isSole) rollupIn(total, id).add(merged);
    }
    rows.push({ ...place, instanceId, inTotal: isSole, cells: writer.take() });
  }
  if (isSole) return rows;
  for (const [id, merged] of total) writer.addMerged(id, merged);
  rows.push({ ...place, instanceId: null, inTotal: true, cells: writer.take() });
  return rows;
}
