import { describe, expect, it } from "vitest";
import type { LogLine } from "../../lib/trpc.ts";
import { LiveLines, type LogRows } from "./live-lines.ts";

function line(id: number | null, message = `line ${id}`): LogLine {
  return {
    id,
    time: "2026-11-21T12:00:00.000Z",
    level: "info",
    message,
    cutCharacters: 0,
    service: "shop",
    instance: "shop-1",
    release: "",
    environment: "",
    traceId: null,
    method: null,
    route: null,
    attributes: {},
    errors: [],
    marks: [],
  };
}

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => line(from + index));

function shown(rows: LogRows): (number | null | string)[] {
  return Array.from({ length: rows.length }, (_, index) => {
    const row = rows.at(index);
    return row?.kind === "line" ? row.line.id : `missed ${row?.count}`;
  });
}

describe("LiveLines", () => {
  it("keeps the newest, in their order, however they come", () => {
    const live = new LiveLines(5);
    live.take({ lines: lines(1, 3), missed: 0 });
    expect(shown(live)).toEqual([1, 2, 3]);
    live.take({ lines: lines(4, 9), missed: 0 });
    expect(shown(live)).toEqual([5, 6, 7, 8, 9]);
    live.take({ lines: lines(10, 30), missed: 0 });
    expect(shown(live)).toEqual([26, 27, 28, 29, 30]);
    expect(live.received).toBe(30);
    expect(live.at(5)).toBeUndefined();
    expect(live.at(-1)).toBeUndefined();
  });

  it("shows where lines are missing", () => {
    const live = new LiveLines(10);
    live.take({ lines: lines(1, 2), missed: 0 });
    live.take({ lines: lines(8, 8), missed: 5 });
    expect(shown(live)).toEqual([1, 2, "missed 5", 8]);
  });

  it("replaces what is not stored as a whole, and only when it is told anew", () => {
    const live = new LiveLines(10);
    live.take({ lines: lines(1, 1), missed: 0, unstored: [line(null), line(null)] });
    expect(shown(live)).toEqual([1, null, null]);
    live.take({ lines: lines(2, 2), missed: 0 });
    expect(shown(live)).toEqual([1, 2, null, null]);
    live.take({ lines: lines(3, 3), missed: 0, unstored: [] });
    expect(shown(live)).toEqual([1, 2, 3]);
    live.take({ lines: [], missed: 0, unstored: [line(null)] });
    live.forgetUnstored();
    expect(shown(live)).toEqual([1, 2, 3]);
  });

  it("stays as it was where it was frozen, while lines go on coming", () => {
    const live = new LiveLines(3);
    live.take({ lines: lines(1, 4), missed: 0 });
    const frozen = live.frozen();
    live.take({ lines: lines(5, 9), missed: 0 });
    expect(shown(frozen)).toEqual([2, 3, 4]);
    expect(shown(live)).toEqual([7, 8, 9]);
  });

  it("keeps the newest when it becomes smaller, all when larger", () => {
    const live = new LiveLines(4);
    live.take({ lines: lines(1, 6), missed: 0 });
    live.resize(2);
    expect(shown(live)).toEqual([5, 6]);
    live.resize(4);
    live.take({ lines: lines(7, 8), missed: 0 });
    expect(shown(live)).toEqual([5, 6, 7, 8]);
    live.clear();
    expect(live.length).toBe(0);
    live.take({ lines: lines(9, 9), missed: 0 });
    expect(shown(live)).toEqual([9]);
  });

  it("is bounded by what the lines hold too", () => {
    const live = new LiveLines(10_000);
    for (let id = 1; id <= 100; id++) live.take({ lines: [line(id, "x".repeat(1_000_000))], missed: 0 });
    expect(live.length).toBe(39);
    expect(shown(live).at(-1)).toBe(100);
  });
});
