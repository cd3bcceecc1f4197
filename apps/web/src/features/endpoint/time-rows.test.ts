import { expect, it } from "vitest";
import { timeRows } from "./time-rows.ts";

const time = {
  totalMs: 1000,
  ownMs: 100,
  poolMs: 50,
  sqlMs: 800,
  cacheMs: 50,
  httpMs: 0,
  poolCount: 10,
  sqlCount: 42,
  cacheCount: 5,
  httpCount: 0,
};

it("tells each part per request, its share, and how often it was waited for", () => {
  expect(timeRows(time, 10)).toEqual([
    { name: "own code", msPerRequest: 10, share: 0.1, callsPerRequest: null },
    { name: "pool wait", msPerRequest: 5, share: 0.05, callsPerRequest: 1 },
    { name: "SQL", msPerRequest: 80, share: 0.8, callsPerRequest: 4.2 },
    { name: "cache", msPerRequest: 5, share: 0.05, callsPerRequest: 0.5 },
    { name: "HTTP", msPerRequest: 0, share: 0, callsPerRequest: 0 },
  ]);
});

it("has no share of nothing", () => {
  const nothing = { ...time, ownMs: 0, poolMs: 0, sqlMs: 0, cacheMs: 0 };
  expect(timeRows(nothing, 0).map(({ share }) => share)).toEqual([0, 0, 0, 0, 0]);
});
