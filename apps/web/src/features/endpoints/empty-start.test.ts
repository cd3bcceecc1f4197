import { expect, it } from "vitest";
import type { Heatmap, Sparklines } from "../../lib/trpc.ts";
import { heatmapFromStart, sparklinesFromStart } from "./empty-start.ts";

const start = Date.UTC(2025, 10, 21, 12);
const MINUTE = 60_000;
const frame = {
  from: new Date(start).toISOString(),
  to: new Date(start + 60 * MINUTE).toISOString(),
  keptFrom: null,
  gaps: [],
  stepSeconds: 600,
  times: [0, 10, 20, 30, 40, 50].map((minute) => start + minute * MINUTE),
};

const name = { id: 1, service: "shop", method: "GET", route: "/a" };
const heatmapOf = (requests: (number | null)[]): Heatmap => ({
  ...frame,
  endpoints: [{ ...name, requestCount: 1, requests, p95Ms: requests, serverErrors: requests }],
});

it("begins where something was first heard, and keeps the gaps after that", () => {
  const heatmap = heatmapFromStart(heatmapOf([null, 0, null, null, 4, 5]));
  expect(heatmap.times).toEqual(frame.times.slice(1));
  expect(heatmap.endpoints[0]?.p95Ms).toEqual([0, null, null, 4, 5]);
});

it("leaves a few windows, however late it began", () => {
  expect(heatmapFromStart(heatmapOf([null, null, null, null, null, 5])).times).toEqual(frame.times.slice(1));
});

it("leaves alone what is whole", () => {
  const heatmap = heatmapOf([1, null, 3, 4, 5, 6]);
  expect(heatmapFromStart(heatmap)).toBe(heatmap);
});

it("begins all sparklines alike", () => {
  const sparklines: Sparklines = {
    ...frame,
    series: [
      { id: 1, requestsPerSecond: [null, null, null, 1, 2, 3], p95Ms: [null, null, null, 1, 2, 3] },
      { id: 2, requestsPerSecond: [null, 0, 0, 1, 2, 3], p95Ms: [null, null, null, 1, 2, 3] },
    ],
  };
  expect(sparklinesFromStart(sparklines).series.map(({ requestsPerSecond }) => requestsPerSecond)).toEqual([
    [null, null, 1, 2, 3],
    [0, 0, 1, 2, 3],
  ]);
});
