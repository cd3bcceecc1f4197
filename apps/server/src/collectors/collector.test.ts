import { expect, test } from "vitest";
import { createDeltas } from "./collector.ts";
import { parseInfo } from "./redis.ts";

test("deltas: nothing at first, then what was added and over how long", () => {
  const deltas = createDeltas();
  expect(deltas({ hits: 100, misses: 7 }, 1_000)).toEqual({});
  expect(deltas({ hits: 130, misses: 7 }, 11_000)).toEqual({ hits: 30, misses: 0, window_seconds: 10 });
  expect(deltas({ hits: 131, misses: 9 }, 13_500)).toEqual({ hits: 1, misses: 2, window_seconds: 2.5 });
});

test("deltas: a target that began anew gives nothing once, and is then counted from there", () => {
  const deltas = createDeltas();
  deltas({ hits: 100, misses: 50 }, 0);
  // One that fell is enough: the other may already have passed what it was.
  expect(deltas({ hits: 2, misses: 60 }, 10_000)).toEqual({});
  expect(deltas({ hits: 5, misses: 61 }, 20_000)).toEqual({ hits: 3, misses: 1, window_seconds: 10 });
});

test("deltas: a clock that was set back gives nothing once", () => {
  const deltas = createDeltas();
  deltas({ hits: 1 }, 50_000);
  expect(deltas({ hits: 5 }, 20_000)).toEqual({});
  expect(deltas({ hits: 5 }, 20_000)).toEqual({});
  expect(deltas({ hits: 9 }, 30_000)).toEqual({ hits: 4, window_seconds: 10 });
});

test("deltas: a counter that appears counts from its appearance", () => {
  const deltas = createDeltas();
  deltas({ hits: 1 }, 0);
  expect(deltas({ hits: 2, evicted: 40 }, 10_000)).toEqual({ hits: 1, evicted: 0, window_seconds: 10 });
  expect(deltas({ hits: 2, evicted: 41 }, 20_000)).toMatchObject({ evicted: 1 });
});

test("INFO: names and values, whatever else stands there", () => {
  const info = parseInfo(
    "# Server\r\nredis_version:7.0.15\r\n\r\nconfig_file:/etc/a:b\r\nempty:\r\nnonsense\r\ndb0:keys=3,expires=0\r\n",
  );
  expect([...info]).toEqual([
    ["redis_version", "7.0.15"],
    ["config_file", "/etc/a:b"],
    ["empty", ""],
    ["db0", "keys=3,expires=0"],
  ]);
});
