import { insertBlocks, type NewBlock } from "./append-rollups.ts";
import type { Transaction } from "./connection.ts";
import { type MergedRollup, rollupIn } from "./merge-rollups.ts";
import { readBlock } from "./rollup-block.ts";
import { BlockWriter } from "./rollup-block-writer.ts";
import type { Period } from "./tile-stored.ts";

/** Seconds. What ingest appends: from each batch a row for a window and block, so about one a second. */
export const APPENDED_STEP = 10;
/** Rows fetched, and rows written, at a time: bounds the memory that this takes. */
const ROWS_AT_ONCE = 500;

interface AppendedRow {
  id: number;
  kind: NewBlock["kind"];
  block: number;
  startSeconds: number;
  instanceId: number;
  cells: Uint8Array;
}

/**
 * Makes one row of all that ingest appended to a window, block and instance, for the 10-second windows of the period. Deletes what it
 * read by its id, so that what is appended meanwhile stays.
 */
export async function mergeAppended(tx: Transaction, { fromSeconds, toSeconds }: Period): Promise<void> {
  const inPeriod = tx`
    step = ${APPENDED_STEP}
    AND window_start >= to_timestamp(${fromSeconds}::float8) AND window_start < to_timestamp(${toSeconds}::float8)`;
  const rows = tx<AppendedRow[]>`
    SELECT id::float8, kind, block_id::float8 AS block, extract(epoch FROM window_start)::float8 AS "startSeconds",
      instance_id::float8 AS "instanceId", cells
    FROM rollups
    JOIN (
      SELECT kind, block_id, instance_id, window_start FROM rollups WHERE ${inPeriod}
      GROUP BY kind, block_id, instance_id, window_start HAVING count(*) > 1
    ) AS several USING (kind, block_id, instance_id, window_start)
    WHERE ${inPeriod}
    ORDER BY kind, block_id, instance_id, window_start`.cursor(ROWS_AT_ONCE);

  const writer = new BlockWriter();
  let merged: NewBlock[] = [];
  let read: number[] = [];
  let place: Omit<NewBlock, "cells" | "inTotal"> | undefined;
  let cells = new Map<number, MergedRollup>();
  const finish = () => {
    if (place === undefined) return;
    for (const [id, rollup] of cells) writer.addMerged(id, rollup);
    merged.push({ ...place, inTotal: true, cells: writer.take() });
    place = undefined;
    cells = new Map();
  };
  const write = async () => {
    if (merged.length === 0) return;
    await tx`DELETE FROM rollups WHERE ${inPeriod} AND id = ANY(${read}::bigint[])`;
    await insertBlocks(tx, APPENDED_STEP, merged);
    merged = [];
    read = [];
  };
  for await (const chunk of rows) {
    for (const { id, kind, block, startSeconds, instanceId, cells: bytes } of chunk) {
      const isSame =
        place?.kind === kind &&
        place.block === block &&
        place.startSeconds === startSeconds &&
        place.instanceId === instanceId;
      if (!isSame) {
        finish();
        place = { kind, block, startSeconds, instanceId };
      }
      readBlock(bytes, { block, startSeconds }, (cellId) => rollupIn(cells, cellId));
      read.push(id);
    }
    finish();
    await write();
  }
}
