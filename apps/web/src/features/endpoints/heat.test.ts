import { describe, expect, it } from "vitest";
import type { Heatmap } from "../../lib/trpc.ts";
import { cellText, heatmapDataOf, movedCell } from "./heat.ts";

const start = Date.UTC(2025, 10, 21, 12);
const row = {
  id: 1,
  service: "shop",
  method: "GET",
  route: "/a",
  requestCount: 130,
  p95Ms: [120, null, null, 480],
  requests: [100, 0, null, 30],
  serverErrors: [0, 0, null, 7],
};
const heatmap: Heatmap = {
  from: new Date(start).toISOString(),
  to: new Date(start + 240_000).toISOString(),
  keptFrom: null,
  gaps: [],
  stepSeconds: 60,
  times: [0, 1, 2, 3].map((minute) => start + minute * 60_000),
  endpoints: [row],
};

describe("heatmapDataOf", () => {
  it("tells a gap from a window without requests", () => {
    expect(heatmapDataOf(heatmap, "p95").cells).toEqual([[120, "empty", "gap", 480]]);
  });

  it("tells a gap from a window without errors", () => {
    expect(heatmapDataOf(heatmap, "errors").cells).toEqual([["empty", "empty", "gap", 7]]);
  });
});

it("says of a gap that nothing is known", () => {
  expect(cellText(heatmap, row, 2).figures).toEqual([{ name: "nothing was heard of the service", text: "" }]);
  expect(cellText(heatmap, row, 3).figures.map(({ text }) => text)).toEqual(["480\u202fms", "30", "7"]);
});

it("moves by arrow keys, and stays inside", () => {
  const size = { rows: 2, columns: 3 };
  expect(movedCell({ row: 0, column: 0 }, "ArrowRight", size)).toEqual({ row: 0, column: 1 });
  expect(movedCell({ row: 1, column: 2 }, "ArrowDown", size)).toEqual({ row: 1, column: 2 });
  expect(movedCell({ row: 1, column: 2 }, "Home", size)).toEqual({ row: 1, column: 0 });
  expect(movedCell({ row: 0, column: 0 }, "a", size)).toBeNull();
});
