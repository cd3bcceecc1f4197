import { expect, test } from "vitest";
import { shownAround } from "./shown-around.ts";

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const HOUR = 3_600_000;

test("a moment in the period that was chosen leaves it as it is", () => {
  expect(shownAround({}, ago(HOUR / 2))).toEqual({ period: "1h", from: undefined, to: undefined });
  expect(shownAround({ period: "7d" }, ago(30 * HOUR))).toEqual({ period: "7d", from: undefined, to: undefined });
  const range = { from: ago(50 * HOUR), to: ago(40 * HOUR) };
  expect(shownAround(range, ago(45 * HOUR))).toEqual({ ...range, period: undefined });
});

test("one outside of it is shown with half an hour to both sides", () => {
  const time = "2026-01-02T03:04:05.678Z";
  const around = { period: undefined, from: "2026-01-02T02:34:05.678Z", to: "2026-01-02T03:34:05.678Z" };
  expect(shownAround({}, time)).toEqual(around);
  expect(shownAround({ from: ago(HOUR), to: ago(0) }, time)).toEqual(around);
});
