import { describe, expect, test } from "vitest";
import { isQuiet } from "./quiet-hours.ts";

const night = { from: "22:00", to: "07:00", timeZone: "Europe/Paris", exceptCritical: true };
const quietAt = (hours: typeof night, ...times: string[]) => times.map((time) => isQuiet(hours, Date.parse(time)));

test("within a day: from the first minute until before the last", () => {
  const noon = { ...night, from: "12:00", to: "13:00", timeZone: "UTC" };
  expect(
    quietAt(noon, "2026-05-01T11:59:59Z", "2026-05-01T12:00Z", "2026-05-01T12:59:59Z", "2026-05-01T13:00Z"),
  ).toEqual([false, true, true, false]);
});

test("over midnight, in the zone and not in UTC", () => {
  // Paris is two hours ahead in summer.
  expect(
    quietAt(
      night,
      "2026-07-01T19:59Z",
      "2026-07-01T20:00Z",
      "2026-07-01T22:00Z",
      "2026-07-02T04:59Z",
      "2026-07-02T05:00Z",
    ),
  ).toEqual([false, true, true, true, false]);
  // And one in winter.
  expect(quietAt(night, "2026-01-01T20:59Z", "2026-01-01T21:00Z", "2026-01-02T05:59Z", "2026-01-02T06:00Z")).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

describe("on the days when the clock changes the night ends by the new time", () => {
  test("spring: the night of 29 March 2026 is an hour shorter", () => {
    expect(quietAt(night, "2026-03-28T21:00Z", "2026-03-29T04:59Z", "2026-03-29T05:00Z")).toEqual([true, true, false]);
  });

  test("autumn: the night of 25 October 2026 is an hour longer", () => {
    expect(quietAt(night, "2026-10-24T20:00Z", "2026-10-25T05:59Z", "2026-10-25T06:00Z")).toEqual([true, true, false]);
  });

  test("an end in the hour that is not there is at its end", () => {
    const short = { ...night, to: "02:30" };
    expect(quietAt(short, "2026-03-29T00:59Z", "2026-03-29T01:00Z")).toEqual([true, false]);
  });
});

test("zones of half hours, and of hours that begin a day earlier or later", () => {
  expect(quietAt({ ...night, timeZone: "Asia/Kolkata" }, "2026-05-01T16:29Z", "2026-05-01T16:30Z")).toEqual([
    false,
    true,
  ]);
  expect(quietAt({ ...night, timeZone: "Pacific/Auckland" }, "2026-07-01T10:00Z", "2026-07-01T19:00Z")).toEqual([
    true,
    false,
  ]);
});
