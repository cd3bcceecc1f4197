import { type BatchError, type BatchRollup, type BatchStatement, batchSchema, LIMITS } from "@vigie/protocol";
import { makeRollup } from "@vigie/testing";
import { expect, it } from "vitest";
import { cutBatches, type Harvest, shiftBatch } from "./batches.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const RESOURCE = { service: "shop", instance: "1", sdk: "test/1" };
const fingerprint = (i: number) => i.toString(16).padStart(16, "0");

function harvest(changes: Partial<Harvest>): Harvest {
  const nothing = { rollups: [], requests: [], metrics: [], losses: [], logs: [] };
  return { ...nothing, errors: new Map(), statements: new Map(), ...changes };
}

function rollup(i: number, changes: Partial<BatchRollup>): BatchRollup {
  return { ...makeRollup({ route: `/r/${i}`, atMs: NOW, durations: [1, 2] }), ...changes };
}

function dictionaryOf(texts: readonly string[]): Map<string, BatchStatement> {
  return new Map(texts.map((text, i) => [fingerprint(i + 1), { fingerprint: fingerprint(i + 1), text }]));
}

it("describes in each batch what it mentions, once", () => {
  const long = Array.from({ length: 500 }, (_, i) => `select ${i} ${"é".repeat(3_900)}`);
  const statements = dictionaryOf(long);
  const rollups = Array.from({ length: 400 }, (_, i) =>
    rollup(i, {
      statements: Array.from({ length: 5 }, (_, j) => ({
        fingerprint: fingerprint(((i + j * 7) % 500) + 1),
        calls: 1,
        sumMs: 1,
      })),
    }),
  );
  const batches = cutBatches(harvest({ rollups, statements }), RESOURCE, NOW);
  expect(batches.length).toBeGreaterThan(1);
  expect(batches.flatMap(({ batch }) => batch.rollups)).toEqual(rollups);
  for (const { batch } of batches) {
    const described = batch.statements.map((statement) => statement.fingerprint);
    expect(new Set(described).size).toBe(described.length);
    const mentioned = new Set(batch.rollups.flatMap((one) => one.statements.map((statement) => statement.fingerprint)));
    expect(new Set(described)).toEqual(mentioned);
    expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(LIMITS.compressedBytes);
    batchSchema.parse(batch);
  }
});

it("opens another batch when one is full of descriptions", () => {
  const statements = dictionaryOf(Array.from({ length: 2_000 }, (_, i) => `select ${i}`));
  const rollups = Array.from({ length: 20 }, (_, i) =>
    rollup(i, {
      statements: Array.from({ length: 100 }, (_, j) => ({
        fingerprint: fingerprint(i * 100 + j + 1),
        calls: 1,
        sumMs: 1,
      })),
    }),
  );
  const batches = cutBatches(harvest({ rollups, statements }), RESOURCE, NOW);
  expect(batches.map(({ batch }) => batch.statements.length)).toEqual([1_000, 1_000]);
});

it("sends a sample of an error once, its description wherever it is mentioned", () => {
  const known = { fingerprint: fingerprint(1), type: "TypeError", place: "pay (pay.ts)" };
  const place = { time: NOW, traceId: "a".repeat(32), method: "GET", route: "/r/1", status: 500 };
  const sample = { ...place, message: "no", stack: "at pay" };
  const errors = new Map<string, BatchError>([[known.fingerprint, { ...known, sample }]]);
  const rollups = Array.from({ length: LIMITS.rollupsPerBatch + 1 }, (_, i) =>
    rollup(i, { histogram: "", errors: [{ fingerprint: known.fingerprint, count: 1 }] }),
  );
  const batches = cutBatches(harvest({ rollups, errors }), RESOURCE, NOW);
  expect(batches.length).toBeGreaterThan(1);
  expect(batches[0]?.batch.errors).toEqual([{ ...known, sample }]);
  for (const { batch } of batches.slice(1)) expect(batch.errors).toEqual([known]);
  const shifted = shiftBatch(batches[0]?.batch as never, -60_000, NOW);
  expect(shifted.errors[0]?.sample?.time).toBe(NOW - 60_000);
});

it("describes the error of a kept request, and what is past a limit", () => {
  const request = { time: NOW, method: "GET", route: "/", status: 500, durationMs: 1, sentBytes: 0, aborted: false };
  const requests = [
    {
      ...request,
      traceId: "a".repeat(32),
      kept: "error" as const,
      waitMs: [0, 0, 0, 0] as [number, number, number, number],
      error: fingerprint(0),
      spans: [],
      spansLeftOut: 0,
    },
  ];
  const rollups = [rollup(1, { statements: [{ fingerprint: fingerprint(0), calls: 1, sumMs: 1 }] })];
  const [cut] = cutBatches(harvest({ rollups, requests }), RESOURCE, NOW);
  expect(cut?.batch.errors).toEqual([{ fingerprint: fingerprint(0), type: "(other)", place: "" }]);
  expect(cut?.batch.statements).toEqual([{ fingerprint: fingerprint(0), text: "(other)" }]);
});
