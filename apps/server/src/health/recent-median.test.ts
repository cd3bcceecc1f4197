import { expect, test } from "vitest";
import { createRecentMedian } from "./recent-median.ts";

/** Pings that take as long as listed, one after the other; null is one without an answer. */
function pings(durations: (number | null)[]): { ping: () => Promise<number>; left: () => number } {
  const left = [...durations];
  return {
    left: () => left.length,
    async ping() {
      const ms = left.shift();
      if (ms === null || ms === undefined) throw new Error("away");
      return ms;
    },
  };
}

test("the first answer rests on three pings", async () => {
  const { ping, left } = pings([30, 1, 2]);
  const median = createRecentMedian(ping);
  expect(await median()).toBe(2);
  expect(left()).toBe(0);
});

test("one slow ping changes nothing, and slow ones that stay do", async () => {
  const median = createRecentMedian(pings([1, 1, 1, 400, 1, 400, 400, 400]).ping);
  const seen: (number | null)[] = [];
  for (let i = 0; i < 6; i++) seen.push(await median());
  expect(seen).toEqual([1, 1, 1, 1, 400, 400]);
});

test("a target that is lost is told at once, and what was before does not count when it is back", async () => {
  let lost = 0;
  const median = createRecentMedian(pings([1, 1, 1, null, null, 7, 7, 7]).ping, () => lost++);
  const seen: (number | null)[] = [];
  for (let i = 0; i < 4; i++) seen.push(await median());
  expect(seen).toEqual([1, null, null, 7]);
  expect(lost).toBe(2);
});

test("who asks does not wait for three slow ones", async () => {
  const { ping, left } = pings([900, 1, 1]);
  expect(await createRecentMedian(ping)()).toBe(900);
  expect(left()).toBe(2);
});
