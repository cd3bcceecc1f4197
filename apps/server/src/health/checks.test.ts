import { expect, test } from "vitest";
import { judge, type Measured, overall } from "./checks.ts";

const GOOD: Measured = {
  postgresMs: 1,
  redisMs: 1,
  diskFreeRatio: 0.5,
  memoryUsedRatio: 0.5,
  ingestStopped: false,
};

const statesOf = (measured: Partial<Measured>) =>
  Object.values(judge({ ...GOOD, ...measured }))
    .map(({ state }) => state)
    .join(" ");

test.each<[Partial<Measured>, string, string]>([
  [{}, "ok ok ok ok", "ok"],
  [{ postgresMs: 9.99 }, "ok ok ok ok", "ok"],
  [{ postgresMs: 10 }, "degraded ok ok ok", "degraded"],
  // It would be written as 10 ms.
  [{ postgresMs: 9.999 }, "degraded ok ok ok", "degraded"],
  [{ postgresMs: null }, "critical ok ok ok", "critical"],
  [{ redisMs: 4.99 }, "ok ok ok ok", "ok"],
  [{ redisMs: 5 }, "ok degraded ok ok", "degraded"],
  [{ redisMs: null }, "ok degraded ok ok", "degraded"],
  [{ redisMs: undefined }, "ok unknown ok ok", "ok"],
  [{ diskFreeRatio: 0.101 }, "ok ok ok ok", "ok"],
  [{ diskFreeRatio: 0.1 }, "ok ok degraded ok", "degraded"],
  [{ diskFreeRatio: 0 }, "ok ok degraded ok", "degraded"],
  [{ diskFreeRatio: null }, "ok ok unknown ok", "ok"],
  [{ diskFreeRatio: Number.NaN }, "ok ok unknown ok", "ok"],
  [{ diskFreeRatio: 0.01, ingestStopped: true }, "ok ok critical ok", "critical"],
  [{ memoryUsedRatio: 0.799 }, "ok ok ok ok", "ok"],
  [{ memoryUsedRatio: 0.8 }, "ok ok ok degraded", "degraded"],
  [{ memoryUsedRatio: null }, "ok ok ok unknown", "ok"],
  [{ memoryUsedRatio: 0.9, postgresMs: null }, "critical ok ok degraded", "critical"],
])("%o: %s, on the whole %s", (measured, states, whole) => {
  expect(statesOf(measured)).toBe(states);
  expect(overall(Object.values(judge({ ...GOOD, ...measured })).map(({ state }) => state))).toBe(whole);
});

test("each check says what it measured and where it stops being ok", () => {
  const { postgres, redis, disk, memory } = judge({ ...GOOD, postgresMs: 0.4567, redisMs: undefined });
  expect(postgres).toMatchObject({ latencyMs: 0.46, threshold: { latencyMs: 10 } });
  expect(redis).toMatchObject({ latencyMs: null, threshold: { latencyMs: 5 } });
  expect(disk).toMatchObject({ freeRatio: 0.5, threshold: { freeRatio: 0.1 } });
  expect(memory).toMatchObject({ usedRatio: 0.5, threshold: { usedRatio: 0.8 } });
});
