import type { LogCursor } from "./trpc.ts";

/** A stored log in a URL: `2025-11-21T14:02:10.123Z_42`. */
export function logPlace({ time, id }: LogCursor): string {
  return `${time}_${id}`;
}

/** The log that a URL names; null where what is written is none. */
export function parseLogPlace(text: string | undefined): LogCursor | null {
  const [, time = "", id = ""] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_(\d{1,15})$/.exec(text ?? "") ?? [];
  return time !== "" && !Number.isNaN(Date.parse(time)) ? { time, id: Number(id) } : null;
}
