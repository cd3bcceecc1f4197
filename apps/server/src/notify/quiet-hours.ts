import type { QuietHours } from "@vigie/api";

const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * Whether the clock on the wall of that time zone stands within quiet hours: from `from` until before `to`, over midnight where
 * `to` is the earlier one. An hour that daylight saving takes away is not there; one that it gives twice is quiet twice.
 */
export function isQuiet({ from, to, timeZone }: QuietHours, nowMs: number): boolean {
  const time = clockOf(timeZone).format(nowMs);
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Tells the time as `07:05`, which sorts as it passes. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    clocks.set(timeZone, clock);
  }
  return clock;
}
