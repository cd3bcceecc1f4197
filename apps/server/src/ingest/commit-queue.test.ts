import { makeBatch, makeRollup } from "@vigie/testing";
import { expect, test } from "vitest";
import { CommitQueue } from "./commit-queue.ts";

const rollup = makeRollup({ atMs: Date.now(), durations: [1] });
const waiting = (sender: string, rows: number) => ({
  sender,
  batch: makeBatch(Date.now(), { rollups: new Array(rows).fill(rollup) }),
});

const countsOf = (group: readonly { sender: string }[]) => {
  const counts: Record<string, number> = {};
  for (const { sender } of group) counts[sender] = (counts[sender] ?? 0) + 1;
  return counts;
};

test("a quiet sender's batch is in the next group, however many of others wait", () => {
  const queue = new CommitQueue();
  for (let i = 0; i < 300; i++) queue.add(waiting("large", 1_000));
  for (let i = 0; i < 300; i++) queue.add(waiting("small", 1));
  queue.add(waiting("quiet", 5));
  expect(countsOf(queue.takeGroup()).quiet).toBe(1);
});

test("two that send much share a group by rows", () => {
  const queue = new CommitQueue();
  for (let i = 0; i < 100; i++) queue.add(waiting("a", 100));
  for (let i = 0; i < 100; i++) queue.add(waiting("b", 500));
  const { a = 0, b = 0 } = countsOf(queue.takeGroup());
  expect(Math.abs(a * 100 - b * 500)).toBeLessThanOrEqual(500);
});

test("all comes out once, in each sender's order, the largest batch too", () => {
  const queue = new CommitQueue<ReturnType<typeof waiting>>();
  const all = Array.from({ length: 500 }, (_, i) => waiting(`s${i % 3}`, i === 7 ? 5_000 : i % 11));
  for (const one of all) queue.add(one);
  const out: typeof all = [];
  while (!queue.isEmpty) {
    const group = queue.takeGroup();
    expect(group.length).toBeGreaterThan(0);
    expect(group.length).toBeLessThanOrEqual(200);
    out.push(...group);
  }
  expect(new Set(out).size).toBe(500);
  for (const sender of ["s0", "s1", "s2"])
    expect(out.filter((one) => one.sender === sender)).toEqual(all.filter((one) => one.sender === sender));
});
