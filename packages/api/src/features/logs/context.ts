import { VigieError } from "@vigie/protocol";
import type { StoredLog } from "@vigie/storage";
import type { ApiContext } from "../../trpc.ts";
import { readAround, readOne } from "./query.ts";
import type { LogContext, LogCursor, LogLine } from "./shapes.ts";

/** Throws LOG_UNKNOWN. */
export async function contextOf(
  { store }: ApiContext,
  { lines, ...at }: LogCursor & { lines: number },
): Promise<LogContext> {
  const [line, before, after] = await Promise.all([
    readOne(store, at),
    readAround(store, { at, limit: lines, side: "before" }),
    readAround(store, { at, limit: lines, side: "after" }),
  ]);
  if (line === undefined) throw new VigieError("LOG_UNKNOWN", { ...at, keptDays: store.retention.current.days.logs });
  return { before: before.map(plain), line: plain(line), after: after.map(plain) };
}

function plain(line: StoredLog): LogLine {
  return { ...line, marks: [] };
}
