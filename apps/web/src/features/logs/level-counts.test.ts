import { expect, it } from "vitest";
import type { LogHistogram } from "../../lib/trpc.ts";
import { countsWith, NOTHING_COUNTED, totalOf, totalsOf } from "./level-counts.ts";

const none = { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 };

function part(windows: [minute: number, counts: Partial<typeof none>][], done: boolean): LogHistogram {
  return {
    stepSeconds: 60,
    windows: windows.map(([minute, counts]) => ({
      start: new Date(minute * 60_000).toISOString(),
      counts: { ...none, ...counts },
    })),
    searchedTo: new Date(0).toISOString(),
    share: done ? 1 : 0.5,
    next: done ? null : new Date(0).toISOString(),
    done,
  };
}

it("adds up what the calls of one search counted, also where they share a window", () => {
  const first = countsWith(
    NOTHING_COUNTED,
    part(
      [
        [9, { info: 5 }],
        [8, { error: 1, info: 2 }],
      ],
      false,
    ),
  );
  const all = countsWith(
    first,
    part(
      [
        [8, { error: 2 }],
        [3, { fatal: 1 }],
      ],
      true,
    ),
  );
  expect(all.windows.get(8 * 60_000)).toEqual({ ...none, error: 3, info: 2 });
  expect(totalsOf(all)).toEqual({ ...none, info: 7, error: 3, fatal: 1 });
  expect(totalOf(totalsOf(all))).toBe(11);
  expect(all).toMatchObject({ done: true, share: 1, stepSeconds: 60 });
  expect(totalOf(totalsOf(first))).toBe(8);
});
