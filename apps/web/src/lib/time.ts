/** Times as an operator reads them: local, 24 hours, with UTC beside where the two may be confused. */

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const shortClock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** `14:02:10`, local. */
export function clockText(time: number | Date): string {
  return clock.format(time);
}

/** `14:02:10.123`, local. Thousands a second are written this way, which Intl would be too slow for. */
export function preciseClockText(time: number): string {
  const date = new Date(time);
  const two = (part: number) => (part < 10 ? `0${part}` : `${part}`);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** `14:02`, or `21 Nov` at midnight: the labels below a chart whose period may cross days. */
export function axisText(time: number): string {
  const date = new Date(time);
  return date.getHours() === 0 && date.getMinutes() === 0 ? day.format(date) : shortClock.format(date);
}

export function dayText(time: number): string {
  return day.format(time);
}

/** `14:02:10` when it was today, else `21 Nov 14:02`. `now` in ms. */
export function momentText(time: number | Date, now: number): string {
  const date = new Date(time);
  if (date.toDateString() === new Date(now).toDateString()) return clock.format(date);
  return `${day.format(date)} ${shortClock.format(date)}`;
}

/** `2025-11-21 13:02:10 UTC`. */
export function utcText(time: number | Date): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** How long: `8 s`, `6 min 20 s`, `3 h 12 min`, `2 d 4 h`. Never negative, for clocks differ a little. */
export function ageText(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 60) return `${seconds}\u202fs`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, "min", seconds % 60, "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, "h", minutes % 60, "min");
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${large}\u202f${largeUnit}${small === 0 ? "" : ` ${small}\u202f${smallUnit}`}`;
}

/** The value of an `<input type="datetime-local">`, which is local and knows no zone. */
export function toLocalInput(time: number): string {
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, "0");
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
}
