import { afterEach, describe, expect, it, vi } from "vitest";
import { Clock } from "./clock.ts";

const TWO_DAYS = 172_800_000;

afterEach(() => void vi.restoreAllMocks());

describe("clock", () => {
  it("is corrected by what a quick answer shows, and stays so while answers agree", () => {
    const clock = new Clock();
    expect(clock.measure(clock.at(1_000) + 60_000, 990, 1_010)).toBe(60_000);
    clock.correct(60_000);
    expect(clock.measure(clock.at(2_000) + 500, 1_990, 2_010)).toBe(60_000);
    expect(clock.measure(clock.at(3_000) - 60_000, 2_990, 3_010)).toBe(0);
  });

  it("is not corrected by an answer that took longer than what it shows", () => {
    // A server that stood still for nine seconds answers with its time at the end of them.
    const clock = new Clock();
    expect(clock.measure(clock.at(10_000), 1_000, 10_000)).toBe(0);
    clock.correct(60_000);
    expect(clock.measure(clock.at(10_000), 1_000, 10_000)).toBe(60_000);
    // What is more than that is known all the same.
    expect(clock.measure(clock.at(10_000) - TWO_DAYS, 1_000, 10_000)).toBeLessThan(-TWO_DAYS / 2);
  });

  it.each([TWO_DAYS, -TWO_DAYS])(
    "goes on as before when this machine's is set by %s ms, until the server says more",
    (ms) => {
      const real = Date.now;
      const clock = new Clock();
      const before = clock.now();
      vi.spyOn(Date, "now").mockImplementation(() => real() + ms);
      clock.anchor();
      expect(Math.abs(clock.now() - before)).toBeLessThan(60_000);
      const now = performance.now();
      expect(Math.abs(clock.measure(clock.at(now) + ms, now, now) - ms)).toBeLessThan(10);
    },
  );

  it("follows one that is set a little", () => {
    const real = Date.now;
    const clock = new Clock();
    const before = clock.at(0);
    vi.spyOn(Date, "now").mockImplementation(() => real() + 1_500);
    clock.anchor();
    expect(Math.abs(clock.at(0) - before - 1_500)).toBeLessThan(500);
  });
});
