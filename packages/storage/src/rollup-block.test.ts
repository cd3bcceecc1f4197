import { Histogram } from "@vigie/series";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MergedRollup } from "./merge-rollups.ts";
import { BLOCK_SIZE, blockOf, readBlock } from "./rollup-block.ts";
import { BlockWriter } from "./rollup-block-writer.ts";

const count = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 300 }),
  fc.maxSafeNat().map((n) => n % 1e9),
);
const ms = fc.double({ min: 0, max: 1e9, noNaN: true });
const perWait = <T>(value: fc.Arbitrary<T>) => fc.tuple(value, value, value, value);
const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e6 })), { maxLength: 5 });

const source = fc
  .record({
    status: fc.tuple(count, count, count, count, count),
    aborted: count,
    sumMs: ms,
    durations: fc.array(ms, { minLength: 1, maxLength: 20 }),
    sentBytes: count,
    waitMs: perWait(ms),
    waitCount: perWait(count),
    statuses: pairs,
    errors: pairs,
    statements: pairs.map((list) => list.map(([id, calls]) => [id, { calls, sumMs: calls * 1.5 }] as const)),
  })
  .map(({ durations, ...rest }) => {
    const histogram = new Histogram();
    for (const duration of durations) histogram.record(duration);
    return { ...rest, minMs: Math.min(...durations), maxMs: Math.max(...durations), histogram: histogram.encode() };
  });

const cells = fc.array(fc.tuple(fc.integer({ min: 0, max: BLOCK_SIZE - 1 }), source), { maxLength: 12 });

/** What the cells come to, added up the plain way. */
function expected(list: [number, typeof source extends fc.Arbitrary<infer S> ? S : never][], block: number) {
  const merged = new Map<number, MergedRollup>();
  for (const [offset, cell] of list) {
    const id = block * BLOCK_SIZE + offset;
    const into = merged.get(id) ?? new MergedRollup();
    merged.set(id, into);
    const other = new MergedRollup();
    [other.status1xx, other.status2xx, other.status3xx, other.status4xx, other.status5xx] = cell.status;
    other.count = cell.status.reduce((a, b) => a + b);
    Object.assign(other, { aborted: cell.aborted, sumMs: cell.sumMs, minMs: cell.minMs, maxMs: cell.maxMs });
    other.sentBytes = cell.sentBytes;
    other.lastSeconds = 60;
    for (let i = 0; i < 4; i++) {
      other.waitMs[i] = Math.fround(cell.waitMs[i] ?? 0);
      other.waitCount[i] = cell.waitCount[i] ?? 0;
    }
    for (const [status, n] of cell.statuses) other.addStatus(status, n);
    for (const [group, n] of cell.errors) other.addError(group, n);
    for (const [id, { calls, sumMs }] of cell.statements) other.addStatement(id, calls, Math.fround(sumMs));
    other.histogram.mergeEncoded(cell.histogram);
    into.add(other);
  }
  return merged;
}

const plain = (merged: MergedRollup) => {
  const { histogram, minMs, maxMs, ...rest } = merged;
  return { ...rest, histogram: [...histogram.encode()] };
};

describe("a block", () => {
  test("gives back what was written, added up by id", () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 0, max: 1e6 }), (list, block) => {
        const writer = new BlockWriter();
        for (const [offset, cell] of list) writer.add(block * BLOCK_SIZE + offset, cell);
        const read = new Map<number, MergedRollup>();
        readBlock(writer.take(), { block, startSeconds: 60 }, (id) => {
          expect(blockOf(id)).toBe(block);
          const merged = read.get(id) ?? new MergedRollup();
          read.set(id, merged);
          return merged;
        });
        const wanted = expected(list, block);
        expect(new Set(read.keys())).toEqual(new Set(wanted.keys()));
        for (const [id, merged] of wanted) {
          const found = read.get(id) as MergedRollup;
          expect(plain(found)).toEqual(plain(merged));
          // All durations lie between them, to the last digit.
          expect(found.minMs).toBeLessThanOrEqual(merged.minMs);
          expect(found.maxMs).toBeGreaterThanOrEqual(merged.maxMs);
          expect(found.maxMs).toBeLessThanOrEqual(merged.maxMs * (1 + 2 ** -21) + 1e-44);
        }
      }),
    );
  });

  test("passes over what nobody wants", () => {
    fc.assert(
      fc.property(cells, (list) => {
        const writer = new BlockWriter();
        for (const [offset, cell] of list) writer.add(offset, cell);
        const wanted = new MergedRollup();
        readBlock(writer.take(), { block: 0, startSeconds: 60 }, (id) => (id === 3 ? wanted : undefined));
        const all = expected(list, 0).get(3) ?? new MergedRollup();
        expect(plain(wanted)).toEqual(plain(all));
      }),
    );
  });

  test("that was cut or is of another version is refused", () => {
    const writer = new BlockWriter();
    const histogram = new Histogram();
    histogram.record(5);
    const merged = new MergedRollup();
    Object.assign(merged, { count: 1, status2xx: 1, sumMs: 5, minMs: 5, maxMs: 5 });
    merged.histogram.merge(histogram);
    writer.addMerged(1, merged);
    const bytes = writer.take();
    const read = (changed: Uint8Array) => () =>
      readBlock(changed, { block: 0, startSeconds: 0 }, () => new MergedRollup());
    for (let length = 2; length < bytes.length; length++) expect(read(bytes.slice(0, length))).toThrow(RangeError);
    expect(read(Uint8Array.of(2, ...bytes.slice(1)))).toThrow("unknown version 2");
  });
});
