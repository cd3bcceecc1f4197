import { expect, test } from "vitest";
import { withDuration } from "./duration-query.ts";

test.each([
  ["", 10, 20, "duration:>=10ms duration:<=20ms"],
  ["  route:/a ", 10, 20, "route:/a duration:>=10ms duration:<=20ms"],
  ["status:5xx", 12.345, 45_678, "status:5xx duration:>=12.3ms duration:<=45.7s"],
  ["", 0, 0.01234, "duration:>=0ms duration:<=12.4us"],
  ["", 1234.5, 1234.5, "duration:>=1234ms duration:<=1235ms"],
])("%j with %d–%d ms", (query, fromMs, toMs, narrowed) => {
  expect(withDuration(query, fromMs, toMs)).toBe(narrowed);
});

test("the next area takes the place of the last", () => {
  const once = withDuration("level:error", 10, 2000);
  expect(withDuration(once, 100, 200)).toBe("level:error duration:>=100ms duration:<=200ms");
  expect(withDuration(withDuration("", 0.5, 20_000), 1, 2)).toBe("duration:>=1ms duration:<=2ms");
});

test("both sides of an OR are narrowed, once", () => {
  const once = withDuration("route:/a OR route:/b", 10, 20);
  expect(once).toBe("(route:/a OR route:/b) duration:>=10ms duration:<=20ms");
  expect(withDuration(once, 1, 2)).toBe("(route:/a OR route:/b) duration:>=1ms duration:<=2ms");
  expect(withDuration("(a) OR (b)", 1, 2)).toBe("((a) OR (b)) duration:>=1ms duration:<=2ms");
});

test("what somebody wrote by hand stays", () => {
  expect(withDuration("duration:>1s", 1, 2)).toBe("duration:>1s duration:>=1ms duration:<=2ms");
  expect(withDuration("a OR duration:>=5ms duration:<=9ms", 1, 2)).toBe(
    "(a OR duration:>=5ms duration:<=9ms) duration:>=1ms duration:<=2ms",
  );
});
