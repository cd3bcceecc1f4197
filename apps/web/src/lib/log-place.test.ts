import { expect, it } from "vitest";
import { logPlace, parseLogPlace } from "./log-place.ts";

it("names a log so that it is found again", () => {
  const place = { time: "2025-11-21T14:02:10.123Z", id: 4_200_000_000_000 };
  expect(parseLogPlace(logPlace(place))).toEqual(place);
});

it("takes nothing else for a place", () => {
  for (const text of [undefined, "", "42", "2025-11-21_42", "2025-11-21T14:02:10Z_", "2025-99-99T99:99:99Z_1"])
    expect(parseLogPlace(text)).toBeNull();
});
