import { axisText, clockText, dayText } from "../lib/time.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28, 91].map((count) => count * DAY),
];

/** Round moments between two ends (ms), at most `most` of them, by the clock of `offsetMs` before UTC (as `getTimezoneOffset` counts). */
export function timeTicks(from: number, to: number, most: number, offsetMs: number): number[] {
  const step = STEPS.find((each) => (to - from) / each <= most - 1) ?? (STEPS.at(-1) as number);
  const first = Math.ceil((from - offsetMs) / step) * step + offsetMs;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: Math.min(count, most) }, (_, at) => first + at * step);
}

/** A moment below an axis, as fine as the span of it needs: days, minutes, seconds. */
export function tickText(time: number, spanMs: number): string {
  if (spanMs > 3 * DAY) return dayText(time);
  return spanMs < 4 * MINUTE ? clockText(time) : axisText(time);
}
