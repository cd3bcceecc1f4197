import { logPlace } from "../../lib/log-place.ts";
import type { LogRow } from "./live-lines.ts";

/** By which a row is found again: a stored line by its place, as in the URL; anything else by where it stands in the list. */
export function keyOfRow(row: LogRow | undefined, index: number): string {
  if (row?.kind === "line" && row.line.id !== null) return logPlace({ time: row.line.time, id: row.line.id });
  return `${index}`;
}
