import { expect, test } from "vitest";
import type { TraceScatter } from "../../lib/trpc.ts";
import { statusGroups } from "./scatter-groups.ts";

const request = (status: number, durationMs: number): TraceScatter["points"][number] => ({
  time: "2026-11-21T14:00:00.000Z",
  durationMs,
  status,
  traceId: "0af7651916cd43dd8448eb211c80319c",
  method: "GET",
  route: "/",
  service: "shop",
});

test("each class of status has its own shape, errors lie on top, and a point is found again by its place", () => {
  const groups = statusGroups([request(503, 1), request(200, 2), request(404, 3), request(201, 4), request(302, 5)]);
  expect(groups.map(({ name, shape }) => [name, shape])).toEqual([
    ["2xx", "circle"],
    ["3xx", "diamond"],
    ["4xx", "triangle"],
    ["5xx", "square"],
  ]);
  const [ok] = groups;
  expect(ok?.points.map(({ value }) => value)).toEqual([2, 4]);
  expect(ok?.requests.map(({ status }) => status)).toEqual([200, 201]);
  expect(ok?.points[0]?.time).toBe(Date.parse("2026-11-21T14:00:00.000Z"));
});

test("no requests, no groups", () => {
  expect(statusGroups([])).toEqual([]);
});
