import { describe, expect, it } from "vitest";
import type { LogLine, LogSearchResult } from "../../lib/trpc.ts";
import { NOTHING_SEARCHED, type SearchStep, searchAfter, searchPage } from "./search-pages.ts";

const line = (id: number) => ({ id, time: new Date(id).toISOString() }) as LogLine;

/** Newest first, as the API has them. */
function part(ids: number[], next: number | null): LogSearchResult {
  return {
    lines: ids.map(line),
    next: next === null ? null : { time: new Date(next).toISOString(), id: next },
    searchedTo: new Date(next ?? 0).toISOString(),
    share: next === null ? 1 : 0.5,
    done: next === null,
    hints: [],
    coverage: { from: "", to: "", keptFrom: null, gaps: [] },
  };
}

const after = (...steps: SearchStep[]) => steps.reduce(searchAfter, NOTHING_SEARCHED);
const ids = (state: { lines: readonly LogLine[] }) => state.lines.map(({ id }) => id);

describe("searchAfter", () => {
  it("puts older lines above, and ends when everything was searched", () => {
    const state = after(
      { kind: "begun", at: 1 },
      { kind: "found", part: part([9, 8, 7], 7) },
      { kind: "found", part: part([], 4) },
      { kind: "found", part: part([3, 2], null) },
      { kind: "paged" },
    );
    expect(ids(state)).toEqual([2, 3, 7, 8, 9]);
    expect(state).toMatchObject({ status: "done", share: 1, isOld: false });
  });

  it("keeps the lines of the search before until this one has an answer, and when it has a mistake", () => {
    const before = after({ kind: "begun", at: 1 }, { kind: "found", part: part([2, 1], null) }, { kind: "paged" });
    const begun = searchAfter(before, { kind: "begun", at: 2 });
    expect(ids(begun)).toEqual([1, 2]);
    expect(begun.isOld).toBe(true);
    expect(ids(searchAfter(begun, { kind: "failed", error: "mistake" }))).toEqual([1, 2]);
    expect(ids(searchAfter(begun, { kind: "found", part: part([], 5) }))).toEqual([]);
  });

  it("stays cancelled where it was, and goes on from there", () => {
    const cancelled = after({ kind: "begun", at: 1 }, { kind: "found", part: part([9], 9) }, { kind: "cancelled" });
    expect(cancelled).toMatchObject({ status: "cancelled", next: { id: 9 } });
    const on = [{ kind: "continued" }, { kind: "found", part: part([5], null) }, { kind: "paged" }] as const;
    expect(ids(on.reduce(searchAfter, cancelled))).toEqual([5, 9]);
  });
});

describe("searchPage", () => {
  it("asks on until a page is full", async () => {
    const parts = [part([], 90), part([80, 79], 79), part([70, 69, 68], 68), part([1], null)];
    const asked: (number | undefined)[] = [];
    const found: number[] = [];
    await searchPage({
      ask: async (before) => {
        asked.push(before?.id);
        return parts[asked.length - 1] ?? part([], null);
      },
      before: null,
      wanted: 4,
      signal: new AbortController().signal,
      onFound: (one) => found.push(one.lines.length),
    });
    expect(asked).toEqual([undefined, 90, 79]);
    expect(found).toEqual([0, 2, 3]);
  });

  it("asks no more when it is cancelled, and forgets the answer that was under way", async () => {
    const cancel = new AbortController();
    let asked = 0;
    let found = 0;
    await searchPage({
      ask: async () => {
        asked++;
        if (asked === 2) cancel.abort();
        return part([asked], 50);
      },
      before: null,
      wanted: 100,
      signal: cancel.signal,
      onFound: () => found++,
    });
    expect({ asked, found }).toEqual({ asked: 2, found: 1 });
  });
});
