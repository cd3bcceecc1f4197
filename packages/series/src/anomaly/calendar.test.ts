import { describe, expect, it } from "vitest";
import { Calendar } from "./calendar.ts";

const STEP = 300;
const DAY = 86_400;
/** A Monday. */
const START = Date.UTC(2025, 5, 2) / 1000;

/** Feeds so many days of `value(hour, day)`, and gives the mean error of what was expected on the last of them, in its unit. */
function errorOnLastDay(days: number, value: (hour: number, day: number) => number): { error: number; swing: number } {
  const calendar = new Calendar(new Float32Array(Calendar.cells), 0);
  const last: number[] = [];
  const expected: number[] = [];
  for (let at = START; at < START + days * DAY; at += STEP) {
    const day = Math.floor((at - START) / DAY);
    const seen = value(((at % DAY) / DAY) * 24, day);
    if (day === days - 1) {
      expected.push(calendar.offset(at));
      last.push(seen);
    }
    calendar.observe(at, seen);
  }
  const mean = last.reduce((sum, v, i) => sum + v - (expected[i] as number), 0) / last.length;
  const error = last.reduce((sum, v, i) => sum + Math.abs(v - (expected[i] as number) - mean), 0) / last.length;
  const middle = last.reduce((sum, v) => sum + v, 0) / last.length;
  return { error, swing: last.reduce((sum, v) => sum + Math.abs(v - middle), 0) / last.length };
}

const wave = (hour: number) => 100 + 40 * Math.sin((2 * Math.PI * hour) / 24);

describe("the season", () => {
  it("of a day is known on the third", () => {
    const { error, swing } = errorOnLastDay(3, wave);
    expect(error).toBeLessThan(0.15 * swing);
  });

  it("of a week is known on the second Saturday", () => {
    const workdays = (hour: number, day: number) => (day % 7 >= 5 ? 60 : wave(hour));
    // A Saturday that is flat: all that is expected of it is error.
    const first = errorOnLastDay(6, workdays).error;
    const second = errorOnLastDay(13, workdays).error;
    expect(first).toBeGreaterThan(10);
    expect(second).toBeLessThan(0.3 * first);
  });

  it("is nothing where there is none", () => {
    let state = 1;
    const noise = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const calendar = new Calendar(new Float32Array(Calendar.cells), 0);
    let size = 0;
    let count = 0;
    for (let at = START; at < START + 10 * DAY; at += STEP) {
      if (at > START + 3 * DAY) {
        size += Math.abs(calendar.offset(at));
        count++;
      }
      calendar.observe(at, noise());
    }
    // The noise is 0.25 from its mean on average.
    expect(size / count).toBeLessThan(0.06);
  });

  it("begins a slot where it begins, not a rounding before", () => {
    const calendar = new Calendar(new Float32Array(Calendar.cells), 0);
    // Nothing is known of the hour before the first value, a Monday's first.
    for (let at = START; at < START + 7 * DAY - 3600; at += STEP) calendar.observe(at, wave(((at % DAY) / DAY) * 24));
    const expected = [0, 1, 2].map((i) => calendar.offset(START + 7 * DAY - 3600 + i));
    expect(Math.max(...expected) - Math.min(...expected)).toBeLessThan(0.5);
  });
});
