import { WAITS } from "@vigie/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { keepWithin, type PerWait, WAIT, type WaitKind, Waits } from "./waits.ts";

/** A wait of a request that begins at 0: when it begins and ends, in milliseconds. */
interface Interval {
  kind: WaitKind;
  from: number;
  to: number;
}

const sum = (ms: readonly number[]) => ms.reduce((a, b) => a + b, 0);

/** Runs the waits of a request that takes `durationMs`. */
function account(intervals: readonly Interval[], durationMs: number): Waits {
  const waits = new Waits();
  const events = intervals
    .flatMap(({ kind, from, to }) => [
      { at: from, act: () => waits.begin(kind, from) },
      { at: to, act: () => waits.end(kind, to) },
    ])
    // A wait of no length begins before it ends: the order of events at one moment is kept.
    .sort((a, b) => a.at - b.at);
  for (const { at, act } of events) if (at <= durationMs) act();
  waits.close(durationMs, durationMs);
  for (const { at, act } of events) if (at > durationMs) act();
  return waits;
}

/** The same by looking at each millisecond alone. */
function byMilliseconds(intervals: readonly Interval[], durationMs: number): PerWait {
  const ms: PerWait = [0, 0, 0, 0];
  for (let at = 0; at < durationMs; at++) {
    const kinds = new Set(intervals.filter(({ from, to }) => from <= at && at < to).map(({ kind }) => kind));
    for (const kind of kinds) ms[kind] += 1 / kinds.size;
  }
  return ms;
}

const intervals = fc.array(
  fc
    .record({ kind: fc.constantFrom(...Object.values(WAIT)), from: fc.nat(200), length: fc.nat(120) })
    .map(({ kind, from, length }) => ({ kind, from, to: from + length })),
  { maxLength: 12 },
);

it("lists the kinds as the wire does", () => {
  expect(WAITS.map((wait) => WAIT[wait])).toEqual([0, 1, 2, 3]);
});

it("gives out each moment once, evenly among the kinds that wait, up to the end of the request", () => {
  fc.assert(
    fc.property(intervals, fc.integer({ min: 1, max: 250 }), (list, durationMs) => {
      const { ms } = account(list, durationMs);
      byMilliseconds(list, durationMs).forEach((expected, kind) => {
        expect(ms[kind]).toBeCloseTo(expected, 6);
        expect(ms[kind]).toBeGreaterThanOrEqual(0);
      });
      const own = durationMs - sum(ms);
      expect(own).toBeGreaterThanOrEqual(0);
      expect(own + sum(ms)).toBeCloseTo(durationMs, 9);
    }),
  );
});

it("counts waits of one kind as the union of their intervals, and each of them", () => {
  fc.assert(
    fc.property(intervals, (list) => {
      const alone = list.map((interval) => ({ ...interval, kind: WAIT.cache }));
      const waits = account(alone, 400);
      const busy = new Set(alone.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
      expect(waits.ms[WAIT.cache]).toBeCloseTo(busy.size, 9);
      expect(waits.count).toEqual([0, 0, alone.length, 0]);
    }),
  );
});

it("treats all kinds alike", () => {
  fc.assert(
    fc.property(intervals, fc.nat(3), (list, turn) => {
      const turned = (kind: number) => ((kind + turn) % 4) as WaitKind;
      const { ms } = account(list, 250);
      const other = account(
        list.map((interval) => ({ ...interval, kind: turned(interval.kind) })),
        250,
      );
      ms.forEach((value, kind) => {
        expect(other.ms[turned(kind)]).toBeCloseTo(value, 9);
      });
    }),
  );
});

it("holds fractions of any size within the duration", () => {
  const fraction = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e9, noNaN: true }));
  fc.assert(
    fc.property(fc.tuple(fraction, fraction, fraction, fraction), fraction, (ms, limit) => {
      keepWithin(ms, limit);
      for (const order of [ms, [...ms].reverse(), [...ms].sort((a, b) => a - b)]) {
        expect(sum(order)).toBeLessThanOrEqual(limit);
      }
    }),
  );
});

it("counts nothing after the end, and no end without a beginning", () => {
  const waits = new Waits();
  waits.end(WAIT.sql, 5);
  waits.begin(WAIT.sql, 10);
  waits.close(20, 20);
  waits.end(WAIT.sql, 30);
  waits.begin(WAIT.http, 30);
  waits.ran({ fingerprint: "1".repeat(16), text: "select ?", lastRun: 0 }, 10);
  expect([waits.ms, waits.count, waits.statements]).toEqual([[0, 10, 0, 0], [0, 1, 0, 0], undefined]);
});
