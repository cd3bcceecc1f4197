import type { BatchRollup } from "@vigie/protocol";
import { windowStart } from "@vigie/series";
import type { Transaction } from "./connection.ts";
import type { CachedInstance } from "./dimensions.ts";
import { type MergedRollup, rollupIn } from "./merge-rollups.ts";
import { blockOf, readBlock } from "./rollup-block.ts";
import { BlockWriter } from "./rollup-block-writer.ts";
import { markStale } from "./stale-windows.ts";

/** The rollups of one batch, with the ids of what they name. */
export interface LocatedRollups {
  instance: CachedInstance;
  rollups: readonly BatchRollup[];
  /** In the order of `rollups`. */
  endpointIds: readonly number[];
  groupId: (fingerprint: string) => number;
  statementId: (fingerprint: string) => number;
}

/** One row of `rollups` to be, without its step. */
export interface NewBlock {
  kind: "endpoint" | "service";
  block: number;
  startSeconds: number;
  /** Null: the sum of all instances. */
  instanceId: number | null;
  inTotal: boolean;
  cells: Uint8Array;
}

/** Appends the deltas of batches at step 10, with their sum by service, and marks the minutes that they belong to. */
export async function appendRollups(tx: Transaction, batches: readonly LocatedRollups[]): Promise<void> {
  const rows: NewBlock[] = [];
  const minutes = new Set<number>();
  for (const batch of batches) rows.push(...blocksOf(batch, minutes));
  if (rows.length === 0) return;
  await Promise.all([insertBlocks(tx, 10, rows), markStale(tx, "stale_windows", 60, minutes)]);
}

function blocksOf(
  { instance, rollups, endpointIds, groupId, statementId }: LocatedRollups,
  minutes: Set<number>,
): NewBlock[] {
  const own = { instanceId: instance.id, inTotal: true } as const;
  const writers = new Map<string, { startSeconds: number; block: number; writer: BlockWriter }>();
  rollups.forEach((rollup, i) => {
    const endpointId = endpointIds[i] as number;
    const startSeconds = rollup.start;
    minutes.add(windowStart(startSeconds, 60));
    const block = blockOf(endpointId);
    const key = `${startSeconds} ${block}`;
    const open = writers.get(key) ?? { startSeconds, block, writer: new BlockWriter() };
    writers.set(key, open);
    open.writer.add(endpointId, {
      ...rollup,
      statuses: rollup.statuses.map(({ status, count }) => [status, count]),
      errors: rollup.errors.map(({ fingerprint, count }) => [groupId(fingerprint), count]),
      statements: rollup.statements.map(({ fingerprint, ...totals }) => [statementId(fingerprint), totals]),
      histogram: Buffer.from(rollup.histogram, "base64"),
    });
  });

  const rows: NewBlock[] = [];
  const totals = new Map<number, MergedRollup>();
  for (const { startSeconds, block, writer } of writers.values()) {
    const cells = writer.take();
    rows.push({ kind: "endpoint", block, startSeconds, cells, ...own });
    readBlock(cells, { block, startSeconds }, () => rollupIn(totals, startSeconds));
  }
  for (const [startSeconds, total] of totals) {
    // An endpoint runs a few statements, a service thousands.
    total.statements = undefined;
    const writer = new BlockWriter();
    writer.addMerged(instance.serviceId, total);
    rows.push({ kind: "service", block: blockOf(instance.serviceId), startSeconds, cells: writer.take(), ...own });
  }
  return rows;
}

/** Appends rows to `rollups`, without ON CONFLICT: exactly-once stands on `batches` alone. */
export async function insertBlocks(tx: Transaction, step: number, rows: readonly NewBlock[]): Promise<void> {
  await tx`
    INSERT INTO rollups (step, kind, block_id, window_start, instance_id, in_total, cells)
    SELECT ${step}::int, kind, block_id, to_timestamp(start), instance_id, in_total = 1, decode(cells, 'base64')
    FROM unnest(
      ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.block)}::bigint[],
      ${rows.map((row) => row.startSeconds)}::float8[], ${rows.map((row) => row.instanceId)}::bigint[],
      ${rows.map((row) => (row.inTotal ? 1 : 0))}::int[], ${rows.map((row) => base64(row.cells))}::text[]
    ) AS new (kind, block_id, start, instance_id, in_total, cells)`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
